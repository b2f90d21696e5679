import { expect, test } from 'vitest';
import { haiku, setUp, startMs } from './play.fixture.ts';

const minute = 60_000;
const hourly = { hourly: true };
const longPrompt = (cacheReadTokens: number, cacheWriteTokens: number) => ({
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens, cacheWriteTokens },
});

test('a conversation begins with five minutes, and has lapsed once a gap was one that an hour would have outlived', () => {
  const stateAfter = (...gapsMinutes: readonly number[]) => {
    const { begin, play } = setUp();
    let atMs = startMs;
    let messages = 'a';
    for (const gap of gapsMinutes) {
      play({ messages, atMs });
      atMs += gap * minute;
      messages += ' b c';
    }
    return begin({ messages, atMs }).known.knowledge.economy?.lifetime;
  };
  expect(stateAfter()).toEqual({ ttl: '5m', extraNanoUsd: 0, hasLapsed: false });
  expect(stateAfter(1)).toEqual({ ttl: '5m', extraNanoUsd: 0, gapSeconds: 60, hasLapsed: false });
  expect(stateAfter(6)?.hasLapsed).toBe(true);
  expect(stateAfter(61)?.hasLapsed).toBe(false);
  expect(stateAfter(6, 1)?.hasLapsed).toBe(true);
});

test('nothing is chosen for a client that asks for an hour anywhere, or for no caching of its messages', () => {
  const { begin } = setUp();
  const of = (...breakpoints: readonly { at: 'system' | 'automatic'; ttl: '5m' | '1h' }[]) =>
    begin({ messages: 'a', prompt: { breakpoints } }).known.knowledge.economy?.lifetime;
  expect(of({ at: 'automatic', ttl: '5m' })).toBeDefined();
  expect(of({ at: 'system', ttl: '1h' }, { at: 'automatic', ttl: '5m' })).toBeUndefined();
  expect(of({ at: 'system', ttl: '5m' })).toBeUndefined();
});

test('an hour costs its dearer writes, and is paid back by what is read after five minutes', () => {
  const { play } = setUp();
  expect(play({ messages: 'a', ...longPrompt(0, 10_000) }).trace?.lifetime).toBeUndefined();
  const at = (minutes: number) => ({ atMs: startMs + minutes * minute, ...hourly });
  const written = play({ messages: 'a b c', ...at(6), ...longPrompt(0, 11_000) });
  expect(written.trace?.lifetime).toEqual({ ttl: '1h', extraNanoUsd: 11_000 * 1_500 });
  const soon = play({ messages: 'a b c d e', ...at(8), ...longPrompt(11_000, 1_000) });
  expect(soon.trace?.lifetime?.extraNanoUsd).toBe(12_000 * 1_500);
  const late = play({ messages: 'a b c d e f g', ...at(38), ...longPrompt(12_000, 0) });
  expect(late.trace?.lifetime?.extraNanoUsd).toBe(12_000 * 1_500 - 12_000 * 2_400);
});

test('what an hour costs beside is no part of the account that routing is held to', () => {
  const { play } = setUp();
  const { bill } = play({ messages: 'a', ...hourly, ...longPrompt(0, 10_000) });
  expect(bill).toMatchObject({ costNanoUsd: 10_000 * 2_500, baselineNanoUsd: 10_000 * 2_500 });
  const apart = play({
    messages: 'b',
    ...hourly,
    usage: { ...longPrompt(0, 0).usage, cacheWriteTokens: 10_000, cacheWrite1hTokens: 10_000 },
  });
  expect(apart.bill).toMatchObject({ costNanoUsd: 10_000 * 4_000, baselineNanoUsd: 10_000 * 2_500 });
  expect(apart.bill?.account).toEqual({ routedNanoUsd: 10_000 * 2_500, baselineNanoUsd: 10_000 * 2_500 });
});

test('back at five minutes the conversation keeps what the hour has cost it', () => {
  const { begin, play } = setUp();
  play({ messages: 'a', ...hourly, ...longPrompt(0, 10_000) });
  play({ messages: 'a b c', model: haiku, atMs: startMs + minute });
  const state = begin({ messages: 'a b c d e', atMs: startMs + 2 * minute }).known.knowledge.economy?.lifetime;
  expect(state).toMatchObject({ ttl: '5m', extraNanoUsd: 10_000 * 1_500 });
});
