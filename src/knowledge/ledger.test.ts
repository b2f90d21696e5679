import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger } from './ledger.ts';
import { atEnd, levelKeys, type TestKeys, testPrompt } from './prompt.fixture.ts';
import type { LevelKeys, Prompt } from './prompt.ts';

const minuteMs = 60_000;
const home = levelKeys();

interface Sent {
  readonly prompt: Prompt;
  readonly keys?: LevelKeys;
  readonly atMs?: number;
  /** Read and written; default 100 tokens a message. */
  readonly cachedTokens?: number;
  readonly minimumTokens?: number;
}

/** A ledger that is told of requests as the API would bill them. */
function setUp(capacity?: number) {
  const ledger = new Ledger(capacity);
  const read = (prompt: Prompt, keys = home, nowMs = 0) => ledger.lookUp(prompt, keys, nowMs).cachedTokens;
  const send = ({ prompt, keys = home, atMs = 0, minimumTokens = 0, ...more }: Sent) => {
    const readTokens = read(prompt, keys, atMs);
    const cachedTokens = more.cachedTokens ?? prompt.hashes.length * 100;
    const left = ledger.prefixesOf(prompt, keys, { readTokens, cachedTokens, minimumTokens, nowMs: atMs });
    ledger.touch(left, atMs);
    return left;
  };
  return { ledger, read, send };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`).join(' ');

describe('what a request would read', () => {
  test('is the longest prefix that an earlier request wrote at a breakpoint', () => {
    const { read, send } = setUp();
    send({ prompt: testPrompt('a') });
    send({ prompt: testPrompt('a b c') });
    expect(read(testPrompt('a b c d e'))).toBe(300);
    expect(read(testPrompt('a x y'))).toBe(100);
    expect(read(testPrompt('x'))).toBe(0);
  });

  test('is nothing without a breakpoint, and what was sent without one left nothing', () => {
    const { read, send } = setUp();
    send({ prompt: testPrompt('a') });
    expect(read(testPrompt('a b', { breakpoints: [] }))).toBe(0);
    expect(send({ prompt: testPrompt('z', { breakpoints: [] }) })).toEqual([]);
  });

  test.each([
    [20, 1, true],
    [21, 1, false],
    [10, 2, true],
    [11, 2, false],
  ])('an entry %i messages of %i blocks before the breakpoint: found: %s', (messages, blocksEach, isFound) => {
    const { read, send } = setUp();
    send({ prompt: testPrompt('a', { blocksEach }) });
    expect(read(testPrompt(`a ${many(messages)}`, { blocksEach })) > 0).toBe(isFound);
  });

  test('each breakpoint looks back for itself', () => {
    const { read, send } = setUp();
    send({ prompt: testPrompt('a') });
    const breakpoints = [{ at: { message: 5 }, ttl: '5m' } as const, ...atEnd()];
    expect(read(testPrompt(`a ${many(40)}`, { breakpoints }))).toBe(100);
  });

  test('another credential reads nothing of it', () => {
    const { read, send } = setUp();
    const breakpoints = [{ at: 'system', ttl: '5m' } as const];
    send({ prompt: testPrompt('a', { breakpoints }), cachedTokens: 100 });
    expect(read(testPrompt('a', { breakpoints }))).toBe(100);
    expect(read(testPrompt('a', { breakpoints, root: 'another' }))).toBe(0);
  });
});

describe('what keys a level', () => {
  const breakpoints = [{ at: 'system', ttl: '5m' } as const, ...atEnd()];

  test('a changed tool choice breaks the messages and leaves tools and system', () => {
    const { read, send } = setUp();
    send({ prompt: testPrompt('a b c', { breakpoints }), cachedTokens: 400 });
    expect(read(testPrompt('a b c d', { breakpoints }))).toBe(400);
    expect(read(testPrompt('a b c d', { breakpoints }), levelKeys({ toolChoice: 'any' }))).toBe(100);
  });

  test('a changed system prompt leaves the tools, where there is a breakpoint behind them', () => {
    const { read, send } = setUp();
    const all = [{ at: 'tools', ttl: '5m' } as const, ...breakpoints];
    send({ prompt: testPrompt('a b c', { breakpoints: all }), cachedTokens: 400 });
    expect(read(testPrompt('a', { breakpoints: all }), levelKeys({ system: 'other' }))).toBe(100);
    expect(read(testPrompt('a', { breakpoints: all }), levelKeys({ tools: 'other' }))).toBe(0);
  });

  test('forks and subagents find what they share: transcript, or tools and system alone', () => {
    const { read, send } = setUp();
    send({ prompt: testPrompt('a b c', { breakpoints }), cachedTokens: 400 });
    expect(read(testPrompt('a b c x', { breakpoints }))).toBe(400);
    expect(read(testPrompt('subagent', { breakpoints }))).toBe(100);
  });

  test('a breakpoint on the tools alone finds no entry behind them', () => {
    const { read, send } = setUp();
    send({ prompt: testPrompt('a', { breakpoints: [{ at: 'system', ttl: '5m' }] }), cachedTokens: 100 });
    expect(read(testPrompt('a', { breakpoints: [{ at: 'tools', ttl: '5m' }] }))).toBe(0);
  });
});

describe('how long an entry lives', () => {
  test.each([
    ['5m', 5 * minuteMs],
    ['1h', 60 * minuteMs],
  ] as const)('%s from the start of the request that wrote it', (ttl, lifeMs) => {
    const { read, send } = setUp();
    const prompt = testPrompt('a', { breakpoints: atEnd(ttl) });
    send({ prompt, atMs: 1_000 });
    expect(read(prompt, home, 1_000 + lifeMs - 1)).toBe(100);
    expect(read(prompt, home, 1_000 + lifeMs)).toBe(0);
  });

  test('a read begins it anew, and says how old the entry is', () => {
    const { ledger, read, send } = setUp();
    send({ prompt: testPrompt('a') });
    send({ prompt: testPrompt('a b c'), atMs: 4 * minuteMs });
    expect(read(testPrompt('a'), home, 8 * minuteMs)).toBe(100);
    expect(ledger.lookUp(testPrompt('a b c d'), home, 8 * minuteMs)).toEqual({ cachedTokens: 300, ageSeconds: 240 });
  });

  test('what lives for an hour is not shortened by a request that asks for five minutes', () => {
    const { read, send } = setUp();
    send({ prompt: testPrompt('a', { breakpoints: atEnd('1h') }) });
    send({ prompt: testPrompt('a'), atMs: minuteMs });
    expect(read(testPrompt('a'), home, 50 * minuteMs)).toBe(100);
  });

  test('a request that began earlier and is told later takes no life away', () => {
    const { ledger, read, send } = setUp();
    const left = send({ prompt: testPrompt('a'), atMs: 2 * minuteMs });
    ledger.touch(left, 0);
    expect(read(testPrompt('a'), home, 6 * minuteMs)).toBe(100);
  });
});

describe('what a request leaves cached', () => {
  test('counts the last breakpoint as billed, what was known as known, the others by their bytes', () => {
    const { send } = setUp();
    send({ prompt: testPrompt('a b c'), cachedTokens: 777 });
    const breakpoints = [
      { at: 'system', ttl: '1h' } as const,
      { at: { message: 2 }, ttl: '5m' } as const,
      ...atEnd('5m'),
    ];
    const left = send({ prompt: testPrompt('a b c d e', { breakpoints }), cachedTokens: 1200 });
    expect(left.map(({ tokens, ttl }) => [tokens, ttl])).toEqual([
      [777, '5m'],
      [200, '1h'],
      [1200, '5m'],
    ]);
  });

  test('is nothing below the minimum of the model, breakpoint by breakpoint', () => {
    const { send } = setUp();
    const breakpoints = [{ at: 'system', ttl: '5m' } as const, ...atEnd()];
    const left = send({ prompt: testPrompt('a b c', { breakpoints }), cachedTokens: 800, minimumTokens: 512 });
    expect(left.map(({ tokens }) => tokens)).toEqual([800]);
    expect(send({ prompt: testPrompt('z'), cachedTokens: 0 })).toEqual([]);
  });

  test('does not count on what a bill shows to be evicted', () => {
    const { ledger, send } = setUp();
    const prompt = testPrompt('a b c');
    send({ prompt });
    const grown = testPrompt('a b c d e');
    const left = ledger.prefixesOf(grown, home, { readTokens: 0, cachedTokens: 500, minimumTokens: 0, nowMs: 0 });
    expect(left.map(({ tokens }) => tokens)).toEqual([500]);
  });

  test('is bounded: the least recently touched are forgotten first', () => {
    const { read, send } = setUp(2);
    for (const name of ['a', 'b', 'a', 'c']) send({ prompt: testPrompt(name) });
    expect(['a', 'b', 'c'].filter((name) => read(testPrompt(name)) > 0)).toEqual(['a', 'c']);
  });
});

test('a changed fingerprint is a miss, whatever was sent before', () => {
  const part = fc.constantFrom('1', '2', '3');
  const keys: fc.Arbitrary<TestKeys> = fc.record({ model: part, tools: part, system: part, toolChoice: part });
  const messages = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 6 }).map((names) => names.join(' '));
  const request = fc.record({ keys, messages });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 12 }), request, (before, asked) => {
      const { read, send } = setUp();
      for (const one of before) send({ prompt: testPrompt(one.messages), keys: levelKeys(one.keys) });
      const same = before.filter((one) => levelKeys(one.keys).messages === levelKeys(asked.keys).messages);
      const prefixes = same.filter((one) => `${asked.messages} `.startsWith(`${one.messages} `));
      const longest = Math.max(0, ...prefixes.map((one) => one.messages.split(' ').length * 100));
      expect(read(testPrompt(asked.messages), levelKeys(asked.keys))).toBe(longest);
    }),
  );
});
