import { describe, expect, test } from 'vitest';
import type { Attempt, TurnEvent } from '../core/index.ts';
import { cooldownAfter, lastAskedOf, replyOf } from './escalations.ts';

const attempt = (more: Partial<Attempt>): Attempt => ({
  ...{ purpose: 'turn', tier: 'execution', model: 'claude-haiku-5-5', startedAtMs: 0, durationMs: 1, end: 'complete' },
  usage: { inputTokens: 1, outputTokens: 7, cacheReadTokens: 0, cacheWriteTokens: 0 },
  ...more,
});
const wrong = attempt({ end: 'given_up', verdict: { reason: 'unknown_tool' } });
const unwanted = attempt({ end: 'given_up', verdict: { reason: 'final_response' } });
const home = attempt({ purpose: 'escalation', tier: 'reasoning' });

function eventOf(attempts: readonly Attempt[], replyCallIds: readonly string[] = []): TurnEvent {
  const trace = { simple: true, replyCallIds };
  return { attempts, trace, servedTier: attempts.at(-1)?.tier } as unknown as TurnEvent;
}

describe('a cooldown', () => {
  const left = (before: number, attempts: readonly Attempt[], beginsLoop = false) =>
    cooldownAfter(before, { attempts, beginsLoop }, 3);

  test('begins with an escalation, also while another one lasts, and passes turn by turn', () => {
    expect([left(0, [wrong, home]), left(2, [wrong, home])]).toEqual([3, 3]);
    expect([left(3, [home]), left(1, [home]), left(0, [home])]).toEqual([2, 0, 0]);
  });

  test('ends with its loop, and a closing text that was not wanted begins none', () => {
    expect([left(3, [home], true), left(0, [unwanted, home])]).toEqual([0, 0]);
  });
});

test('who was asked last, and whether that failed: a client that left was not failed', () => {
  const ends = (['complete', 'client_gone', 'cut', 'upstream_error', 'timeout'] as const).map((end) =>
    lastAskedOf(eventOf([attempt({ end })])),
  );
  expect(ends.map(({ tier, failed }) => [tier, failed])).toEqual([
    ['execution', false],
    ['execution', false],
    ['execution', true],
    ['execution', true],
    ['execution', true],
  ]);
  expect(lastAskedOf(eventOf([wrong, home]))).toEqual({ tier: 'reasoning', failed: false });
});

describe('what a turn teaches', () => {
  test.each<[string, TurnEvent, object]>([
    ['a right reply of the execution tier', eventOf([attempt({})], ['t1']), { final: false, discarded: false }],
    ['one that ends its loop', eventOf([attempt({})]), { final: true, discarded: false }],
    ['an escalation', eventOf([wrong, home], ['t1']), { final: false, discarded: true }],
    ['a closing text that was not wanted', eventOf([unwanted, home]), { final: true, discarded: false }],
    ['a reply that broke off', eventOf([attempt({ end: 'cut' })]), { discarded: false }],
  ])('%s', (_title, event, lesson) => {
    expect(replyOf(event)).toEqual({ simple: true, outputTokens: 7, ...lesson });
  });

  test('a turn of the reasoning tier says nothing of the other', () => {
    expect(replyOf(eventOf([attempt({ tier: 'reasoning' })]))).not.toHaveProperty('discarded');
  });
});
