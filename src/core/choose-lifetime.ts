import { expectationOf, type LifetimeState, type LoopStatistics, withCurrentGap } from './choice/index.ts';
import type { Edit } from './edit.ts';
import { chooseTtl, type TtlPlan } from './keeping/index.ts';
import { bandOf, type PriceRow } from './models/index.ts';

/** A turn with what its conversation is known by, as the reasoning model sees it. */
export interface LifetimeInput {
  readonly state: LifetimeState;
  readonly conversation: LoopStatistics;
  /** Broader statistics, the broadest first. */
  readonly pooled: readonly LoopStatistics[];
  readonly prices: PriceRow;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  /** What the conversation has cost so far, had all its turns asked for five minutes. */
  readonly costNanoUsd: number;
}

/** The lifetime that a turn's breakpoints ask for under `cacheTtl: auto`; `undefined`: no price for that length. */
export function chooseLifetime(input: LifetimeInput): TtlPlan | undefined {
  const { state, promptTokens, cachedTokens, costNanoUsd } = input;
  const prices = bandOf(input.prices, promptTokens);
  if (prices === undefined) return undefined;
  const conversation = withCurrentGap(input.conversation, state.gapSeconds);
  const { appendedTokens, endPerTurn, gapLongerThan } = expectationOf(conversation, input.pooled);
  return chooseTtl({
    ttl: state.ttl,
    prices,
    promptTokens,
    cachedTokens,
    addedTokens: appendedTokens,
    turnsAhead: 1 / endPerTurn,
    gapLongerThan,
    hasLapsed: state.hasLapsed,
    account: { costNanoUsd, extraNanoUsd: state.extraNanoUsd },
  });
}

/** The edit that asks for an hour; none where five minutes stay as the client asked. */
export function lifetimeEdits(plan: TtlPlan | undefined): readonly Edit[] {
  return plan?.ttl === '1h' ? [hourly] : [];
}

const hourly: Edit = { kind: 'cache_ttl', ttl: '1h', because: 'cacheTtl: auto' };

/** The lifetime that edits ask for; `undefined`: as the client does. */
export function editedTtl(edits: readonly Edit[]): '5m' | '1h' | undefined {
  for (const edit of edits) if (edit.kind === 'cache_ttl') return edit.ttl;
  return undefined;
}
