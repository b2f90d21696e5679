import { describe, expect, test } from 'vitest';
import { reasoningTier } from '../core/index.ts';
import { haiku, setUp, sonnet, startMs } from './play.fixture.ts';
import { toModel } from './prompt.fixture.ts';

const usage = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 900, cacheWriteTokens: 90 };
const home = { tier: reasoningTier, model: sonnet, edits: [] };
const away = { tier: 'execution', model: haiku, edits: toModel(haiku) };
const minuteMs = 60_000;

describe('what is known of a turn', () => {
  test('the size of the context is the last real one, grown with the bytes', () => {
    const { begin, play } = setUp();
    expect(begin({ messages: 'x' }).known.knowledge.contextTokens).toBeUndefined();
    play({ messages: 'a', usage, prefixBytes: 4_000 });
    expect(begin({ messages: 'a b c', prefixBytes: 8_000 }).known.knowledge.contextTokens).toBe(2_000);
  });

  test('tokens measured by a model with the other tokenizer are converted', () => {
    const { begin, play } = setUp();
    play({ messages: 'a', usage, prefixBytes: 4_000, model: 'claude-haiku-4-5' });
    expect(begin({ messages: 'a b c', prefixBytes: 4_000 }).known.knowledge.contextTokens).toBe(1_300);
  });

  test('the fit of a tier stays as it was at its first use in the conversation', () => {
    const { begin, play } = setUp();
    const fit = { thinking: 'adaptive', effort: { level: 'low' } } as const;
    play({ messages: 'a', model: haiku, fit });
    play({ messages: 'a b c', model: haiku, fit: { thinking: 'omitted', effort: 'omitted' } });
    expect(begin({ messages: 'a b c d e' }).known.knowledge.fits).toEqual({ execution: fit });
    expect(begin({ messages: 'other' }).known.knowledge.fits).toEqual({});
  });

  test('a model that answered 429 is limited for as long as upstream said', () => {
    const { begin, play } = setUp();
    const failed = { end: 'upstream_error', status: 429, usage: null } as const;
    play({ messages: 'a', model: haiku, ...failed, retryAfterSeconds: 3 });
    const limited = (atMs: number) => begin({ messages: 'b', atMs }).known.knowledge.rateLimitedModels;
    expect(limited(startMs + 4_999)).toEqual([haiku]);
    expect(limited(startMs + 5_000)).toEqual([]);
  });

  test('about the wanted share of conversations is control, and a conversation stays on its side', () => {
    const { begin } = setUp();
    const isControl = (name: string, controlShare: number) =>
      begin({ messages: name, controlShare }).known.knowledge.control;
    const names = Array.from({ length: 2000 }, (_, index) => `conversation-${index}`);
    const chosen = names.filter((name) => isControl(name, 0.05));
    expect(chosen.length).toBeGreaterThan(60);
    expect(chosen.length).toBeLessThan(140);
    expect(chosen.every((name) => isControl(name, 0.05) && isControl(name, 0.1))).toBe(true);
    expect(names.some((name) => isControl(name, 0))).toBe(false);
  });
});

describe('what is known of caches', () => {
  test('each model has its own, and reasoning alone another', () => {
    const { begin, play } = setUp();
    play({ messages: 'a' });
    play({ messages: 'a b c', model: haiku });
    const economy = begin({ messages: 'a b c d e', atMs: startMs + minuteMs }).known.knowledge.economy;
    expect(economy?.cacheOf(home)).toEqual({ cachedTokens: 0 });
    expect(economy?.cacheOf(away)).toEqual({ cachedTokens: 0 });
    expect(economy?.baselineOf(home)).toEqual({ cachedTokens: 0 });
  });

  test('what a reply billed as cached is there for five minutes', () => {
    const { begin, play } = setUp();
    const long = { inputTokens: 0, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 10_000 };
    play({ messages: 'a', usage: long });
    play({ messages: 'a b c', usage: { ...long, cacheWriteTokens: 11_000 }, model: haiku, atMs: startMs + minuteMs });
    const at = (atMs: number) => {
      const economy = begin({ messages: 'a b c d e', atMs }).known.knowledge.economy;
      return [economy?.cacheOf(home), economy?.cacheOf(away), economy?.baselineOf(home)].map(
        (state) => state?.cachedTokens,
      );
    };
    expect(at(startMs + 2 * minuteMs)).toEqual([10_000, 11_000, 11_000]);
    expect(at(startMs + 5.5 * minuteMs)).toEqual([0, 11_000, 11_000]);
    expect(at(startMs + 7 * minuteMs)).toEqual([0, 0, 0]);
  });

  test('a failed reply leaves none', () => {
    const { begin, play } = setUp();
    play({ messages: 'a', usage: null, end: 'cut' });
    expect(begin({ messages: 'a' }).known.knowledge.economy?.cacheOf(home)).toEqual({ cachedTokens: 0 });
  });
});

describe('the account', () => {
  const whole = { inputTokens: 0, outputTokens: 100, cacheReadTokens: 0, cacheWriteTokens: 10_000 };

  test('starts at nothing, and is the sum of the bills of its conversation', () => {
    const { begin, play } = setUp();
    const first = play({ messages: 'a', usage: whole });
    const second = play({ messages: 'a b c', usage: { ...whole, cacheWriteTokens: 11_000 }, model: haiku });
    play({ messages: 'other', usage: whole });
    const bills = [first.bill, second.bill];
    const sum = (read: (bill: (typeof bills)[number]) => number | undefined) =>
      bills.reduce((total, bill) => total + (read(bill) ?? Number.NaN), 0);
    expect(second.bill?.savedNanoUsd).toBeGreaterThan(0);
    expect(begin({ messages: 'a b c d e' }).known.knowledge.economy?.account).toEqual({
      routedNanoUsd: sum((bill) => bill?.costNanoUsd),
      baselineNanoUsd: sum((bill) => bill?.baselineNanoUsd),
    });
    expect(begin({ messages: 'new' }).known.knowledge.economy?.account).toEqual({
      routedNanoUsd: 0,
      baselineNanoUsd: 0,
    });
  });

  test('a conversation that always stayed home owes nothing', () => {
    const { play } = setUp();
    for (const messages of ['a', 'a b c', 'a b c d e']) {
      expect(play({ messages }).bill?.savedNanoUsd).toBe(0);
    }
  });

  test('a turn of unknown cost leaves it as it is', () => {
    const { begin, play } = setUp();
    const { bill } = play({ messages: 'a', usage: whole });
    const unpriced = play({ messages: 'a b c', usage: whole, model: 'claude-unheard-of' });
    expect(unpriced.bill?.account).toEqual(bill?.account);
    play({ messages: 'a b c d e', usage: null, end: 'cut' });
    expect(begin({ messages: 'a b c d e' }).known.knowledge.economy?.account).toEqual(bill?.account);
  });
});

describe('what is learnt', () => {
  const statistics = (known: ReturnType<ReturnType<typeof setUp>['begin']>['known']) =>
    known.knowledge.economy?.conversation;

  test('how turns follow one another, by the turns of the conversation and of the deployment', () => {
    const { begin, play } = setUp();
    play({ messages: 'a' });
    play({ messages: 'a b c', simple: true, toolKey: 'Read', atMs: startMs + 10_000 });
    const { known } = begin({ messages: 'a b c d e' });
    expect(statistics(known)?.simpleAfterOther).toEqual({ sum: 1, weight: 1 });
    expect(statistics(known)?.gapSeconds).toEqual({ sum: 10, weight: 1 });
    const [deployment] = begin({ messages: 'new' }).known.knowledge.economy?.pooled([]) ?? [];
    expect(deployment?.outputTokens).toEqual({ sum: 80, weight: 1 });
  });

  test('a retry goes on from the turn before, so no prefix was changed', () => {
    const { begin, play } = setUp();
    play({ messages: 'a b c' });
    play({ messages: 'a b c d e', usage: null, end: 'unreachable' });
    const retried = play({ messages: 'a b c d e' });
    expect(retried.place).toBe('retry');
    expect(statistics(begin({ messages: 'a b c d e f g' }).known)?.lostBeforeOther).toEqual({ sum: 0, weight: 1 });
  });

  test('side calls and turns of models that are not managed teach nothing of loops', () => {
    const { begin, play } = setUp();
    play({ messages: 'a', sideCall: 'title' });
    play({ messages: 'a b c', sideCall: 'title' });
    expect(begin({ messages: 'x' }).known.knowledge.economy?.statisticsVersion).toBe('prior');
  });

  test('how fast a model is here, once enough replies were timed', () => {
    const { begin, play } = setUp();
    for (let count = 0; count < 20; count++) play({ messages: `conversation-${count}` });
    const { economy } = begin({ messages: 'x' }).known.knowledge;
    expect(economy?.latencyOf?.(sonnet)).toBeDefined();
    expect(economy?.latencyOf?.(haiku)).toBeUndefined();
  });
});
