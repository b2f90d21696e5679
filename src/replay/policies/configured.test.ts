import { describe, expect, it } from 'vitest';
import { rulingOf } from '../importers/importer.conformance.fixture.ts';
import { replayConversations } from '../replay.ts';
import { growing, pair55 } from '../trajectory.fixture.ts';
import type { Trajectory } from '../trajectory.ts';
import { asRecorded } from './as-recorded.ts';
import { configuredPolicy } from './configured.ts';
import { recordedSignals } from './rules.ts';

/** A margin so low that whatever may go and has nothing to lose does. */
const eager = { margin: -100, maxExtraCostPercent: 1_000 };

async function executionTurns(conversation: Trajectory, settings: object) {
  const policy = configuredPolicy('mine', rulingOf({ ...eager, ...settings }));
  const { policies } = await replayConversations([conversation], { tiers: pair55, caching: false, policies: [policy] });
  return policies.mine?.executionTurns;
}

describe('a configuration as a policy', () => {
  it('lets its own rules say which turns may go', async () => {
    const conversation = growing('rssss');
    expect(await executionTurns(conversation, {})).toBe(4);
    expect(await executionTurns(conversation, { rules: ['user_request', 'tool_error'] })).toBe(0);
    const small = { reason: 'small', when: { contextTokens: { below: 22_500 } }, allow: ['execution'] };
    expect(await executionTurns(conversation, { rules: [small] })).toBe(3);
  });

  it('reads the tools by its own patterns where the source kept them', async () => {
    const ruling = rulingOf({ ...eager, simpleTools: ['Read'] });
    const other = rulingOf({ ...eager, simpleTools: ['Grep'] });
    const tail = {
      calls: [{ id: 'c', name: 'Read', input: {}, result: { isError: false, text: '' } }],
      recentCalls: [],
      resultCount: 1,
      userTexts: [],
      otherUserBlocks: 0,
      serverToolLoop: false,
      boundToModel: false,
    };
    const ruled = { tail, inputTokens: 20_000, turnsSoFar: 1 };
    const signals = Object.fromEntries([ruling, other].map((one) => [one.version, recordedSignals(ruled, one)]));
    const conversation = { turns: growing('rs').turns.map((turn) => ({ ...turn, signals })) };
    expect(await executionTurns(conversation, { simpleTools: ['Read'] })).toBe(2);
    expect(await executionTurns(conversation, { simpleTools: ['Grep'] })).toBe(0);
  });
});

describe('as-recorded', () => {
  it('puts every turn on the tier whose model answered it, dated names included', async () => {
    const models = ['claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-haiku-4-5-20251001', undefined];
    const { turns } = growing('rrrr');
    const conversation = { turns: turns.map((turn, index) => ({ ...turn, model: models[index] })) };
    const options = { tiers: pair55, caching: true, policies: [asRecorded] };
    const { policies } = await replayConversations([conversation], options);
    expect(policies['as-recorded']).toMatchObject({ executionTurns: 1, switches: 2 });
  });
});
