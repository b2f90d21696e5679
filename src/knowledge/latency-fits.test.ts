import { describe, expect, test } from 'vitest';
import { latencyModelsOf, secondsOf } from '../core/index.ts';
import { LatencyFits, type TimedReply } from './latency-fits.ts';

const model = 'claude-sonnet-5-5';
const prior = latencyModelsOf(model);

/** Replies that take so many times the prior's first token and time per output token; each a bit more or less. */
function replies(count: number, factors: { first: number; output: number }, streams = true): readonly TimedReply[] {
  return Array.from({ length: count }, (_, index) => {
    const noise = [0.8, 1, 1.25][index % 3] ?? 1;
    const promptTokens = 20_000 + 100 * index;
    const turn = { inputTokens: promptTokens, cachedTokens: promptTokens - 500, outputTokens: 0 };
    const firstByteSeconds = secondsOf(prior, turn) * factors.first * noise;
    const seconds = firstByteSeconds + prior.long.secondsPerOutputToken * 200 * factors.output * noise;
    const common = { model, promptTokens, cachedTokens: turn.cachedTokens, outputTokens: 200, seconds };
    return streams ? { ...common, firstByteSeconds } : common;
  });
}

function fitOf(seen: readonly TimedReply[]) {
  const fits = new LatencyFits();
  for (const reply of seen) fits.observe(reply);
  return fits.of(model);
}

/** A fit as factors of the prior. */
function factorsOf(seen: readonly TimedReply[]) {
  const fit = fitOf(seen) ?? prior;
  return {
    first: fit.long.baseSeconds / prior.long.baseSeconds,
    output: fit.long.secondsPerOutputToken / prior.long.secondsPerOutputToken,
  };
}

describe('how fast a model is here', () => {
  test('is the prior until enough was seen, and says so', () => {
    expect(fitOf(replies(19, { first: 3, output: 3 }))).toBeUndefined();
    expect(fitOf(replies(20, { first: 3, output: 3 }))).toBeDefined();
  });

  test.each([
    [2, 0.5],
    [0.4, 3],
  ])('follows what is measured: first token %d times, output %d times the prior', (first, output) => {
    const fitted = factorsOf(replies(400, { first, output }));
    expect(fitted.first / first).toBeGreaterThan(0.85);
    expect(fitted.first / first).toBeLessThan(1.15);
    expect(fitted.output / output).toBeGreaterThan(0.85);
    expect(fitted.output / output).toBeLessThan(1.15);
  });

  test('is not moved by a few calls that hung for an hour', () => {
    const calm = replies(300, { first: 1.5, output: 1.5 });
    const hung = calm.map((reply, index) => (index % 25 === 0 ? { ...reply, seconds: 3_600 } : reply));
    expect(factorsOf(hung).output / factorsOf(calm).output).toBeLessThan(1.15);
  });

  test('is learnt for each band of prompt length: the other one stays the prior', () => {
    const fit = fitOf(replies(50, { first: 2, output: 2 }));
    expect(fit?.short).toBe(prior.short);
    expect(fit?.long).not.toEqual(prior.long);
  });

  test('is learnt from replies that do not stream too: of the whole the first token is taken off as learnt', () => {
    const fitted = factorsOf([
      ...replies(200, { first: 0.2, output: 0.5 }),
      ...replies(200, { first: 0.2, output: 0.5 }, false),
    ]);
    expect(fitted.output).toBeGreaterThan(0.4);
    expect(fitted.output).toBeLessThan(0.6);
  });

  test('is not told by replies too short to time, nor by another model', () => {
    const fits = new LatencyFits();
    for (const reply of replies(50, { first: 2, output: 2 })) {
      const { firstByteSeconds: _first, ...whole } = reply;
      fits.observe({ ...whole, outputTokens: 19 });
    }
    expect(fits.of(model)).toBeUndefined();
    expect(fits.of('claude-haiku-5-5')).toBeUndefined();
  });
});
