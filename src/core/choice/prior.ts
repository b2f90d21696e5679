/**
 * What is expected of a loop before anything was seen of it, with the weight of that belief in observations. Round numbers
 * from recorded coding and service traffic (2026-11; sources in docs/choice.md): half of the turns after a simple one are
 * simple again, a fifth of those after another one; replies of 250 tokens; 1,000 tokens appended a turn; one turn in fifty
 * (before a simple turn) or in sixteen (before another) comes when the caches have lapsed or the prefix has changed.
 * `docs/choice.md` says how little the outcome depends on them. A `LoopStatistics`, which does not say so: no circles.
 */
export const prior = {
  simpleAfterSimple: { sum: 5, weight: 10 },
  simpleAfterOther: { sum: 2, weight: 10 },
  lostBeforeSimple: { sum: 1, weight: 50 },
  lostBeforeOther: { sum: 3, weight: 50 },
  gapSeconds: { sum: 75, weight: 5 },
  appendedTokens: { sum: 10_000, weight: 10 },
  outputTokens: { sum: 1_250, weight: 5 },
  otherOutputTokens: { sum: 1_250, weight: 5 },
  // What another tier gets wrong is learnt here, not believed beforehand: no public figure was found.
  discarded: { sum: 0, weight: 50 },
  // A quarter of the replies after simple tools end the loop, in some 100 tokens (recorded service traffic has more, coding less).
  finals: { sum: 2.5, weight: 10 },
  finalTokens: { sum: 500, weight: 5 },
  // Gaps before the turn after a simple one: a fifth within 10 s, half within 30 s, one in twenty beyond five minutes.
  gaps: [1, 2.4, 0.65, 0.3, 0.2, 0.1, 0.05, 0.025, 0.1, 0.04, 0.035, 0.02, 0.03],
};

/** Chance that a turn is its conversation's last: 33 turns on average, as recorded coding traffic has it. */
export const endPerTurn = 0.03;
