import { describe, expect, test } from 'vitest';
import { decide } from './decide.ts';
import { type Knowledge, noKnowledge } from './knowledge.ts';
import { call, policyOf, toolTurn, userTurn } from './turn.fixture.ts';
import type { Turn } from './turn.ts';

const policy = policyOf();
const simple = call('weather_tool');
const complex = call('email_tool');

function variant(
  turn: Turn,
  more: { settings?: object; transcript?: object; tail?: object; client?: object; requestedModel?: string },
): Turn {
  return {
    requestedModel: more.requestedModel ?? turn.requestedModel,
    settings: { ...turn.settings, ...more.settings },
    transcript: { ...turn.transcript, ...more.transcript },
    tail: { ...turn.tail, ...more.tail },
    client: { ...turn.client, ...more.client },
  };
}

describe('the default rules', () => {
  const noTools = { count: 0, names: [], serverTypes: [], readOnly: [] };
  const rows: readonly (readonly [title: string, turn: Turn, reason: string, tier: string])[] = [
    ['a user speaks first', userTurn, 'user_request', 'reasoning'],
    [
      'a model that is not managed',
      variant(userTurn, { requestedModel: 'claude-haiku-5-5' }),
      'unmanaged',
      'requested',
    ],
    ['a model nobody knows', variant(userTurn, { requestedModel: 'my-auto-router' }), 'unmanaged', 'requested'],
    [
      'the client says: compaction',
      variant(userTurn, { client: { requestClass: 'compaction' } }),
      'side_call',
      'requested',
    ],
    ['the client says: main', variant(userTurn, { client: { requestClass: 'main' } }), 'user_request', 'reasoning'],
    [
      'no tools and a forced format (a title)',
      variant(userTurn, { transcript: { tools: noTools }, settings: { outputFormat: true } }),
      'side_call',
      'requested',
    ],
    [
      'no tools and room for one token (a probe)',
      variant(userTurn, { transcript: { tools: noTools }, settings: { maxTokens: 1 } }),
      'side_call',
      'requested',
    ],
    [
      'no tools and room for an answer',
      variant(userTurn, { transcript: { tools: noTools } }),
      'user_request',
      'reasoning',
    ],
    ['one simple tool', toolTurn([simple]), 'simple_tools', 'execution'],
    ['two simple tools', toolTurn([simple, call('time_tool')]), 'simple_tools', 'execution'],
    ['a simple and a complex tool', toolTurn([simple, complex]), 'mixed_tools', 'reasoning'],
    ['a complex tool', toolTurn([complex]), 'complex_tools', 'reasoning'],
    ['a simple tool that failed', toolTurn([call('weather_tool', { isError: true })]), 'tool_error', 'reasoning'],
    ['a result that joins no call', toolTurn([], { resultCount: 1 }), 'complex_tools', 'reasoning'],
    [
      'a simple result beside one that joins no call',
      toolTurn([simple], { resultCount: 2 }),
      'mixed_tools',
      'reasoning',
    ],
    [
      'a user speaks beside a simple result',
      toolTurn([simple], { userTexts: ['wait'] }),
      'user_interjection',
      'reasoning',
    ],
    [
      'a user shows a picture beside a simple result',
      toolTurn([simple], { otherUserBlocks: 1 }),
      'user_interjection',
      'reasoning',
    ],
    [
      'a reminder of the harness beside a simple result',
      toolTurn([simple], { userTexts: ['<system-reminder>be brief</system-reminder>'] }),
      'simple_tools',
      'execution',
    ],
    [
      'the same simple call three times',
      toolTurn([simple], { recentCalls: [simple, simple, simple] }),
      'stalled',
      'reasoning',
    ],
    [
      'the same call twice, another, then again',
      toolTurn([simple], { recentCalls: [simple, simple, call('time_tool'), simple] }),
      'simple_tools',
      'execution',
    ],
    [
      'three calls of one tool with different inputs',
      toolTurn([simple], { recentCalls: [1, 2, 3].map((day) => call('weather_tool', { input: { day } })) }),
      'simple_tools',
      'execution',
    ],
  ];

  test.each(rows)('%s', (_title, turn, reason, tier) => {
    const decision = decide(turn, policy, noKnowledge);
    expect(decision).toMatchObject({ ruleReason: reason, reason, tier });
  });

  test('an input is compared canonically: the order of its keys does not hide a stall', () => {
    const calls = [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
      { a: 1, b: 2 },
    ].map((input) => call('weather_tool', { input }));
    expect(decide(toolTurn([simple], { recentCalls: calls }), policy, noKnowledge).ruleReason).toBe('stalled');
  });

  test('a polling tool may repeat itself', () => {
    const polling = policyOf({ pollingTools: ['weather_tool'] });
    const turn = toolTurn([simple], { recentCalls: [simple, simple, simple] });
    expect(decide(turn, polling, noKnowledge).ruleReason).toBe('simple_tools');
  });

  test('a configured pattern makes a result an error that the client did not mark', () => {
    const strict = policyOf({ errorPatterns: ['^Traceback'] });
    const turn = toolTurn([call('weather_tool', { text: 'Traceback (most recent call last)' })]);
    expect(decide(turn, strict, noKnowledge).ruleReason).toBe('tool_error');
  });
});

describe('the tiers', () => {
  test('the execution tier runs Haiku 5.5 at low effort', () => {
    const decision = decide(toolTurn([simple]), policy, noKnowledge);
    expect(decision.model).toBe('claude-haiku-5-5');
    expect(decision.edits).toContainEqual(expect.objectContaining({ path: ['model'], value: 'claude-haiku-5-5' }));
    expect(decision.edits).toContainEqual(expect.objectContaining({ path: ['output_config', 'effort'], value: 'low' }));
  });

  test('requests of the 4.5 generation are executed by Haiku 4.5', () => {
    const asked = toolTurn([simple]);
    // Without breakpoints: with them, and nothing known of the caches, filling Haiku 4.5's is not worth it.
    const transcript = { ...asked.transcript, breakpoints: false };
    const turn = { ...asked, transcript, requestedModel: 'claude-sonnet-4-5-20250929' };
    expect(decide(turn, policy, noKnowledge)).toMatchObject({ tier: 'execution', model: 'claude-haiku-4-5' });
  });

  test('the reasoning tier is the model the client asked for, with nothing changed', () => {
    expect(decide(userTurn, policy, noKnowledge)).toMatchObject({
      tier: 'reasoning',
      model: userTurn.requestedModel,
      edits: [],
    });
  });
});

describe('overlays', () => {
  const known = (more: Partial<Knowledge>): Knowledge => ({ ...noKnowledge, ...more });
  const serverTools = { tools: { ...userTurn.transcript.tools, serverTypes: ['web_search_20260318'] } };
  const rows: readonly (readonly [title: string, turn: Turn, knowledge: Knowledge, reason: string])[] = [
    ['a control conversation', toolTurn([simple]), known({ control: true }), 'control'],
    ['a cooldown after an escalation', toolTurn([simple]), known({ cooldownTurns: 2 }), 'cooldown'],
    ['a rollback of the guard', toolTurn([simple]), known({ rollback: 'weather_tool' }), 'rollback'],
    ['an exhausted rate limit', toolTurn([simple]), known({ rateLimitedModels: ['claude-haiku-5-5'] }), 'rate_limited'],
    ['a lock that only time knows', toolTurn([simple]), known({ lock: 'thread' }), 'locked'],
    ['a server-tool loop under way', toolTurn([simple], { serverToolLoop: true }), noKnowledge, 'locked'],
    [
      'a request that offers server tools',
      variant(toolTurn([simple]), { transcript: serverTools }),
      noKnowledge,
      'locked',
    ],
    ['a container', variant(toolTurn([simple]), { settings: { container: true } }), noKnowledge, 'locked'],
    [
      'more context than the execution model takes',
      toolTurn([simple]),
      known({ contextTokens: 1_200_000 }),
      'capability:context_window',
    ],
    [
      'several at once: the strongest is told',
      toolTurn([simple], { serverToolLoop: true }),
      known({ control: true }),
      'locked',
    ],
  ];

  test.each(rows)('%s keeps the turn on the reasoning tier', (_title, turn, knowledge, reason) => {
    const decision = decide(turn, policy, knowledge);
    expect(decision).toMatchObject({ tier: 'reasoning', reason, ruleReason: 'simple_tools', edits: [] });
    expect(decision.wouldAllow).toEqual(['execution', 'reasoning']);
    expect(decision.overlays[0]?.removed).toEqual(['execution']);
  });

  test('an overlay that has nothing to take away is not told', () => {
    expect(decide(userTurn, policy, known({ control: true })).overlays).toEqual([]);
  });

  test('a request that is sent again goes where it went, unless that failed', () => {
    const again = (tier: string, failed: boolean) =>
      decide(toolTurn([simple]), policy, known({ retried: { tier, failed } }));
    expect(again('execution', false)).toMatchObject({ tier: 'execution', reason: 'simple_tools' });
    expect(again('reasoning', false)).toMatchObject({ tier: 'reasoning' });
    expect(again('execution', true)).toMatchObject({ tier: 'reasoning', reason: 'cooldown' });
    expect(again('reasoning', true)).toMatchObject({ tier: 'execution' });
  });

  test('thinking that was refused as bound to another beginning is asked to be dropped, on either tier', () => {
    for (const turn of [userTurn, toolTurn([simple])]) {
      const text = JSON.stringify(decide(turn, policy, known({ dropsBlocks: true })).edits);
      expect(text).toContain('"prefix_mismatch_behavior":"drop_block"');
      expect(text).toContain('thinking-binding-controls-2026-08-01');
    }
  });

  test('a pin replaces what the rule allowed, and neither control nor cooldown holds against it', () => {
    const turn = variant(userTurn, { client: { pinnedTier: 'execution' } });
    const decision = decide(turn, policy, known({ control: true, cooldownTurns: 1 }));
    expect(decision).toMatchObject({
      tier: 'execution',
      reason: 'pinned',
      ruleReason: 'user_request',
      wouldAllow: ['reasoning'],
    });
  });

  test('a lock holds against a pin', () => {
    const turn = variant(toolTurn([simple], { serverToolLoop: true }), { client: { pinnedTier: 'execution' } });
    expect(decide(turn, policy, noKnowledge)).toMatchObject({ tier: 'reasoning', reason: 'locked' });
  });

  test('a pin to a tier that does not exist changes nothing and is told', () => {
    const decision = decide(variant(userTurn, { client: { pinnedTier: 'turbo' } }), policy, noKnowledge);
    expect(decision).toMatchObject({ tier: 'reasoning', reason: 'user_request' });
    expect(decision.overlays).toEqual([{ code: 'unknown_pin', detail: 'turbo', removed: [] }]);
  });
});
