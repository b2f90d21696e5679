import { describe, expect, test } from 'vitest';
import { decide } from '../decide.ts';
import { noKnowledge } from '../knowledge.ts';
import { compilePolicy, parseSettings } from '../policy/index.ts';
import { call, policyOf, toolTurn, userTurn } from '../turn.fixture.ts';

const simpleTurn = toolTurn([call('weather_tool')]);

describe('rules as data', () => {
  test('default rules are named by their reason, reordered and dropped', () => {
    const policy = policyOf({ rules: ['simple_tools', 'tool_error'] });
    const failed = toolTurn([call('weather_tool', { isError: true })]);
    expect(decide(failed, policy, noKnowledge)).toMatchObject({ ruleReason: 'simple_tools', tier: 'execution' });
  });

  test('a turn that no rule matches goes to the reasoning tier and says so', () => {
    const policy = policyOf({ rules: ['simple_tools'] });
    expect(decide(userTurn, policy, noKnowledge)).toMatchObject({ ruleReason: 'no_rule', tier: 'reasoning' });
  });

  test('the first matching rule wins', () => {
    const first = { reason: 'first', when: {}, allow: ['execution'] };
    const second = { reason: 'second', when: {}, allow: ['reasoning'] };
    expect(decide(userTurn, policyOf({ rules: [first, second] }), noKnowledge).ruleReason).toBe('first');
    expect(decide(userTurn, policyOf({ rules: [second, first] }), noKnowledge).ruleReason).toBe('second');
  });

  test.each([
    [
      'context tokens',
      { contextTokens: { atLeast: 1000, below: 2000 } },
      { contextTokens: 1500 },
      { contextTokens: 2000 },
    ],
    [
      'expected output',
      { expectedOutputTokens: { below: 5 } },
      { expectedOutputTokens: 4 },
      { expectedOutputTokens: 5 },
    ],
    ['hour', { hour: { atLeast: 22 } }, { hour: 23 }, { hour: 21 }],
  ])('a range over %s holds inside it only, and not while the figure is unknown', (_name, when, inside, outside) => {
    const policy = policyOf({ rules: [{ reason: 'mine', when, allow: ['execution'] }] });
    const reasonWith = (knowledge: object) => decide(userTurn, policy, { ...noKnowledge, ...knowledge }).ruleReason;
    expect([reasonWith(inside), reasonWith(outside), reasonWith({})]).toEqual(['mine', 'no_rule', 'no_rule']);
  });

  test.each([
    ['requestedModel', 'claude-sonnet-*', userTurn],
    ['toolKey', ['email_tool', 'weather_*'], simpleTurn],
    ['agentType', 'explore', { ...userTurn, client: { ...userTurn.client, agentType: 'explore' } }],
    ['cohort', 'beta-*', { ...userTurn, client: { ...userTurn.client, cohort: 'beta-7' } }],
    ['user', 'a1b2', { ...userTurn, client: { ...userTurn.client, user: 'a1b2' } }],
    ['subagent', true, { ...userTurn, client: { ...userTurn.client, subagent: true } }],
  ])('a rule may ask for %s', (name, wanted, turn) => {
    const rules = (value: unknown) => [{ reason: 'mine', when: { [name]: value }, allow: ['execution'] }];
    expect(decide(turn, policyOf({ rules: rules(wanted) }), noKnowledge).ruleReason).toBe('mine');
    const other = typeof wanted === 'boolean' ? !wanted : 'something-else';
    expect(decide(turn, policyOf({ rules: rules(other) }), noKnowledge).ruleReason).toBe('no_rule');
  });

  test('more tiers may be configured and named by rules', () => {
    const policy = policyOf({
      tiers: { deep: { model: 'claude-opus-5-5' } },
      rules: [{ reason: 'long', when: { turnsSoFar: { atLeast: 0 } }, allow: ['deep'] }],
    });
    expect(decide(userTurn, policy, noKnowledge)).toMatchObject({
      tier: 'deep',
      model: 'claude-opus-5-5',
      reason: 'long',
    });
  });
});

describe('rules as functions', () => {
  function withRule(when: () => boolean) {
    const parsed = parseSettings({});
    if (!parsed.ok) throw new Error('defaults are valid');
    const compiled = compilePolicy(parsed.settings, { rulesFirst: [{ reason: 'mine', when, allow: ['execution'] }] });
    if (!compiled.ok) throw new Error('compiles');
    return compiled.policy;
  }

  test('a function decides before the default rules', () => {
    expect(
      decide(
        userTurn,
        withRule(() => true),
        noKnowledge,
      ),
    ).toMatchObject({ ruleReason: 'mine', tier: 'execution' });
  });

  test('a function that throws counts as not matching, and its error is told', () => {
    const policy = withRule(() => {
      throw new Error('no such cohort');
    });
    expect(decide(userTurn, policy, noKnowledge)).toMatchObject({
      ruleReason: 'user_request',
      ruleErrors: ['mine: no such cohort'],
    });
  });
});
