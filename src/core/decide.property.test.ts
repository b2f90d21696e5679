import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from './decide.ts';
import type { Knowledge } from './knowledge.ts';
import { modelTable } from './models/index.ts';
import { asAsked } from './policy/index.ts';
import { policyOf } from './turn.fixture.ts';
import type { ToolCall, Turn } from './turn.ts';

const policies = [
  policyOf(),
  policyOf({ presets: ['coding'] }),
  policyOf({ tiers: { reasoning: { model: 'claude-opus-5-5' }, deep: { model: 'claude-opus-5-5', effort: 'max' } } }),
  policyOf({
    rules: [{ reason: 'all', when: {}, allow: ['execution'] }],
    tiers: { execution: { model: 'nobody-knows' } },
  }),
];

const model = fc.constantFrom(...modelTable.map((row) => row.id), 'claude-opus-9', 'gpt-5.5', '');
const word = fc.constantFrom('weather_tool', 'time_tool', 'email_tool', 'Read', 'Bash', 'x');
const call: fc.Arbitrary<ToolCall> = fc.record({
  id: fc.string(),
  name: word,
  input: fc.oneof(fc.jsonValue(), fc.constant({ command: 'ls; rm x' }), fc.anything()),
  result: fc.record({ isError: fc.boolean(), text: fc.string() }),
});
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });

const turns: fc.Arbitrary<Turn> = fc.record({
  requestedModel: model,
  settings: fc.record(
    {
      apiVersion: fc.constantFrom('2023-06-01', '2026-10-21'),
      betas: fc.constant([]),
      stream: fc.boolean(),
      maxTokens: fc.nat(200_000),
      thinking: fc.record({
        type: fc.constantFrom('enabled', 'adaptive', 'disabled', 'between_tools', 'odd'),
        blockBinding: fc.boolean(),
      }),
      effort: fc.constantFrom('low', 'max', 'odd'),
      temperature: fc.double({ noNaN: true }),
      toolChoice: fc.record({ type: fc.constantFrom('auto', 'any', 'tool') }),
      outputFormat: fc.boolean(),
      fallbackList: fc.boolean(),
      contextEdits: fc.constantFrom([], ['clear_thinking_20251015']),
      container: fc.boolean(),
    },
    { requiredKeys: ['betas', 'stream', 'outputFormat', 'fallbackList', 'contextEdits', 'container'] },
  ),
  transcript: fc.record({
    messageCount: fc.nat(900),
    assistantMessages: fc.nat(400),
    systemMessages: fc.boolean(),
    effortInHistory: fc.boolean(),
    prefill: fc.boolean(),
    tools: fc.record({
      count: fc.nat(20),
      names: fc.constant([]),
      serverTypes: fc.constantFrom([], ['web_search_20260318']),
      readOnly: fc.constantFrom([], ['x']),
    }),
    prefixBytes: fc.nat(4_000_000),
    breakpoints: fc.boolean(),
  }),
  tail: fc.record({
    calls: fc.array(call, { maxLength: 4 }),
    recentCalls: fc.array(call, { maxLength: 6 }),
    resultCount: fc.nat(5),
    userTexts: fc.array(fc.oneof(fc.string(), fc.constant('<system-reminder>a</system-reminder>')), { maxLength: 2 }),
    otherUserBlocks: fc.nat(1),
    serverToolLoop: fc.boolean(),
    boundToModel: fc.boolean(),
  }),
  client: fc.record(
    {
      name: fc.string(),
      subagent: fc.boolean(),
      pinnedTier: fc.constantFrom('execution', 'reasoning', 'deep', 'odd'),
      requestClass: fc.constantFrom('main', 'title'),
    },
    { requiredKeys: ['name', 'subagent'] },
  ),
});

const knowledge: fc.Arbitrary<Knowledge> = fc
  .record({
    control: fc.boolean(),
    cooldownTurns: fc.nat(3),
    rateLimitedModels: fc.subarray(modelTable.map((row) => row.id)),
    rollback: maybe(fc.constant('all')),
    contextTokens: maybe(fc.nat(2_000_000)),
  })
  .map(({ rollback, contextTokens, ...rest }) => ({
    ...rest,
    fits: {},
    ...(rollback === undefined ? {} : { rollback }),
    ...(contextTokens === undefined ? {} : { contextTokens }),
  }));

const policy = fc.constantFrom(...policies);

describe('deciding', () => {
  test('always answers with a tier, a model and a reason, whatever the turn', () => {
    fc.assert(
      fc.property(turns, policy, knowledge, (turn, rules, known) => {
        const decision = decide(turn, rules, known);
        expect([...Object.keys(rules.tiers), asAsked]).toContain(decision.tier);
        expect(decision.allowed.length).toBeGreaterThan(0);
        expect(decision.reason).not.toBe('');
        expect(decision.ruleReason).not.toBe('');
        if (decision.edits.length === 0) expect(decision.model).toBe(turn.requestedModel);
      }),
    );
  });

  test('the same turn is decided the same', () => {
    fc.assert(
      fc.property(turns, policy, knowledge, (turn, rules, known) => {
        expect(decide(structuredCloneLoosely(turn), rules, known)).toEqual(decide(turn, rules, known));
      }),
    );
  });

  test('overlays only narrow: a tier that the rule did not allow answers as a last resort only, unless pinned', () => {
    fc.assert(
      fc.property(turns, policy, knowledge, (turn, rules, known) => {
        const { wouldAllow, allowed, overlays, ruleReason } = decide(turn, rules, known);
        if (overlays.some((overlay) => overlay.code === 'pinned')) return;
        const beyond = allowed.filter((tier) => !wouldAllow.includes(tier));
        expect(beyond.every((tier) => tier === 'reasoning')).toBe(true);
        if (beyond.length > 0)
          expect(overlays.flatMap((overlay) => overlay.removed)).toEqual(expect.arrayContaining([...wouldAllow]));
        expect(
          decide(turn, rules, { ...known, control: false, cooldownTurns: 0, rateLimitedModels: [] }).ruleReason,
        ).toBe(ruleReason);
      }),
    );
  });

  test('a control conversation is never answered by another tier than the reasoning one or as asked', () => {
    fc.assert(
      fc.property(turns, knowledge, (turn, known) => {
        const unpinned = { ...turn, client: { name: turn.client.name, subagent: false } };
        const { tier } = decide(unpinned, policies[0] ?? policyOf(), { ...known, control: true });
        expect(['reasoning', asAsked]).toContain(tier);
      }),
    );
  });
});

/** A copy that shares nothing with the original where that can be copied at all. */
function structuredCloneLoosely(turn: Turn): Turn {
  try {
    return structuredClone(turn);
  } catch {
    return { ...turn };
  }
}
