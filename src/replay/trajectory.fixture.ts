import fc from 'fast-check';
import { type TierPair, tierPairOf } from './accounting/tier-model.ts';
import type { RecordedTurn, Trajectory } from './trajectory.ts';

/** The day whose prices the tests take. */
const pricedAtMs = Date.parse('2026-11-22');

/** A pair of models, reasoning first. */
export function pairOf(reasoning: string, execution: string): TierPair {
  const pair = tierPairOf({ reasoning, execution, pricedAtMs });
  if (typeof pair === 'string') throw new Error(pair);
  return pair;
}

export const pair55 = pairOf('claude-sonnet-5-5', 'claude-haiku-5-5');
export const pair45 = pairOf('claude-sonnet-4-5', 'claude-haiku-4-5');

/** A turn with something in every place that counts. */
export function turnOf(turn: Partial<RecordedTurn>): RecordedTurn {
  return {
    atSeconds: 0,
    after: 'tool',
    inputTokens: 20_000,
    outputTokens: 100,
    sharedPrefixTokens: 0,
    simple: false,
    ...turn,
  };
}

/** A conversation that grows by `grownTokens` a turn, one turn every ten seconds; `simple` says which turns may go. */
export function growing(
  simple: string,
  { startTokens = 20_000, grownTokens = 1_000, gapSeconds = 10 } = {},
): Trajectory {
  const turns = [...simple].map((mark, index) =>
    turnOf({
      atSeconds: index * gapSeconds,
      inputTokens: startTokens + index * grownTokens,
      sharedPrefixTokens: index === 0 ? 0 : startTokens + (index - 1) * grownTokens,
      simple: mark === 's',
    }),
  );
  return { turns };
}

const anyTurn = fc.record({
  gapSeconds: fc.oneof(fc.constantFrom(0, 1, 150, 300, 301), fc.integer({ min: -20, max: 700 })),
  inputTokens: fc.oneof(fc.nat(6_000), fc.nat(250_000)),
  outputTokens: fc.nat(5_000),
  sharedShare: fc.constantFrom(0, 0.5, 1, 1, 1, 1.2),
  simple: fc.boolean(),
  newBlocks: fc.option(fc.nat(15), { nil: undefined }),
  billedShare: fc.option(fc.constantFrom(0, 0.5, 1), { nil: undefined }),
});

/** Any conversation of at most `maxLength` turns: gaps around the lifetime of a cache, prompts around every minimum and band, prefixes lost and kept. */
export function anyTrajectory(maxLength: number): fc.Arbitrary<Trajectory> {
  return fc.array(anyTurn, { maxLength }).map((drawn) => {
    let atSeconds = 0;
    const turns = drawn.map((turn, index) => {
      atSeconds += turn.gapSeconds;
      const before = drawn[index - 1]?.inputTokens ?? 0;
      const sharedPrefixTokens = Math.round(turn.sharedShare * before);
      const { inputTokens, outputTokens, simple, newBlocks, billedShare } = turn;
      const billed =
        billedShare === undefined
          ? {}
          : { cacheReadTokens: 0, cacheWriteTokens: Math.round(billedShare * inputTokens) };
      const blocks = newBlocks === undefined ? {} : { newBlocks };
      return turnOf({ atSeconds, inputTokens, outputTokens, sharedPrefixTokens, simple, ...billed, ...blocks });
    });
    return { turns };
  });
}

/** Any pair of priced models. */
export const anyPair: fc.Arbitrary<TierPair> = fc.constantFrom(
  pair55,
  pair45,
  pairOf('claude-opus-5-5', 'claude-sonnet-5-5'),
  pairOf('claude-sonnet-4-6', 'claude-haiku-5-5'),
);
