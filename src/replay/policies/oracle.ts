import { given } from '../../core/index.ts';
import { type ConversationCaches, cacheTtlSeconds } from '../accounting/cache-model.ts';
import { nanoUsdOf, type Tier, turnSecondsOf } from '../accounting/tier-model.ts';
import type { RecordedTurn, Trajectory } from '../trajectory.ts';
import type { HindsightPolicy, PolicySetting } from './policy.ts';

/*
 * The cheapest sequence of tiers in hindsight, exactly, by dynamic programming. What a model has cached depends on its
 * last use only, and one of the two models was used in the turn before; so after turn t a state is (the tier used at t,
 * the other tier's last use). Staying keeps the other's last use; switching makes it t - 1. The other's last uses whose
 * caches have lapsed for good are one state, "nothing", which bounds the states by the turns of one TTL.
 */

const nothing = -1;

/** The optimum of dollars plus worth times seconds over the simple turns; the others are answered by the reasoning tier. */
export const oracle: HindsightPolicy = {
  kind: 'hindsight',
  name: 'oracle',
  plan: (conversation, setting, caches) => ({ tiers: cheapestTiers(conversation, setting, caches) }),
};

/** What a tier's turn adds to the objective, given the model's last use. In nano-dollars, whole while a second is worth nothing. */
export type ObjectiveOf = (tier: Tier, turn: number, lastUse: number) => number;

/** The objective of one turn in nano-dollars for given last uses; `nothing` (-1) for none. */
export function objectiveOf({ turns }: Trajectory, setting: PolicySetting, caches: ConversationCaches): ObjectiveOf {
  const secondWorthNano = setting.secondWorthUsd * 1_000_000_000;
  return (tier, index, lastUse) => {
    const turn = turnAt(turns, index);
    const from = turns[lastUse];
    const isWarm = setting.caching && from !== undefined && turn.atSeconds - from.atSeconds <= cacheTtlSeconds;
    const billed = {
      inputTokens: turn.inputTokens,
      outputTokens: turn.outputTokens,
      cachedTokens: isWarm ? caches.reach(lastUse, index, setting.tiers[tier]) : 0,
      caching: setting.caching,
      ...given('writableTokens', caches.writableTokens(index)),
    };
    const model = setting.tiers[tier];
    const nanoUsd = nanoUsdOf(model, billed);
    return secondWorthNano === 0 ? nanoUsd : nanoUsd + secondWorthNano * turnSecondsOf(model, billed);
  };
}

/** Best totals after a turn, by the other tier's last use. */
type Totals = ReadonlyMap<number, number>;

/** For the way back: how the best totals after a turn on one tier came about. */
interface Origin {
  /** This tier's last use before the turn, on the best way that switched to it; absent where none did. */
  readonly switchedFrom?: number;
  /** Which last use the state `nothing` really stood for. */
  readonly nothingWas?: number;
}

const tiers: readonly Tier[] = ['reasoning', 'execution'];

function cheapestTiers(conversation: Trajectory, setting: PolicySetting, caches: ConversationCaches): readonly Tier[] {
  const { turns } = conversation;
  const objective = objectiveOf(conversation, setting, caches);
  const earliestFrom = suffixMinimum(turns.map((turn) => turn.atSeconds));
  const origins: Record<Tier, Origin>[] = [];
  let before: Record<Tier, Totals> = { reasoning: new Map(), execution: new Map() };
  for (const [index, { simple }] of turns.entries()) {
    const origin: Record<Tier, Origin> = { reasoning: {}, execution: {} };
    const after: Record<Tier, Totals> = { reasoning: new Map(), execution: new Map() };
    const isLapsed = (use: number): boolean =>
      (earliestFrom[index] ?? 0) - turnAt(turns, use).atSeconds > cacheTtlSeconds;
    for (const tier of tiers) {
      const merged = mergeLapsed(before[tier], isLapsed);
      before = { ...before, [tier]: merged.totals };
      const last = origins[index - 1];
      if (last !== undefined) last[tier] = { ...last[tier], nothingWas: merged.nothingWas };
    }
    for (const tier of simple ? tiers : tiers.slice(0, 1)) {
      const arrival = arrive({ tier, index, before, objective });
      after[tier] = arrival.totals;
      origin[tier] = arrival.origin;
    }
    origins.push(origin);
    before = after;
  }
  return trace(before, origins);
}

/** Moves every last use that no later turn can profit from to `nothing`. */
function mergeLapsed(totals: Totals, isLapsed: (use: number) => boolean): { totals: Totals; nothingWas: number } {
  const merged = new Map<number, number>();
  let nothingWas = nothing;
  let best = totals.get(nothing) ?? Number.POSITIVE_INFINITY;
  for (const [use, total] of totals) {
    if (use === nothing) continue;
    if (!isLapsed(use)) merged.set(use, total);
    else if (total < best) {
      best = total;
      nothingWas = use;
    }
  }
  if (best < Number.POSITIVE_INFINITY) merged.set(nothing, best);
  return { totals: merged, nothingWas };
}

interface Arrival {
  readonly tier: Tier;
  readonly index: number;
  readonly before: Readonly<Record<Tier, Totals>>;
  readonly objective: ObjectiveOf;
}

/** The best totals once `tier` has answered turn `index`: by staying on it, and by the best switch to it. */
function arrive({ tier, index, before, objective }: Arrival): { totals: Totals; origin: Origin } {
  if (index === 0) return { totals: new Map([[nothing, objective(tier, 0, nothing)]]), origin: {} };
  const stay = objective(tier, index, index - 1);
  const totals = new Map<number, number>();
  for (const [use, total] of before[tier]) totals.set(use, total + stay);
  let best = Number.POSITIVE_INFINITY;
  let switchedFrom = nothing;
  for (const [use, total] of before[otherThan(tier)]) {
    const switched = total + objective(tier, index, use);
    if (switched < best) {
      best = switched;
      switchedFrom = use;
    }
  }
  if (best === Number.POSITIVE_INFINITY) return { totals, origin: {} };
  totals.set(index - 1, best);
  return { totals, origin: { switchedFrom } };
}

/** Walks the best way back from the last turn. */
function trace(last: Readonly<Record<Tier, Totals>>, origins: readonly Record<Tier, Origin>[]): readonly Tier[] {
  let tier: Tier = 'reasoning';
  let use = nothing;
  let best = Number.POSITIVE_INFINITY;
  for (const candidate of tiers)
    for (const [lastUse, total] of last[candidate])
      if (total < best) {
        best = total;
        tier = candidate;
        use = lastUse;
      }
  const path: Tier[] = [];
  for (let index = origins.length - 1; index >= 0; index -= 1) {
    path.push(tier);
    const origin: Origin = origins[index]?.[tier] ?? {};
    if (use === nothing) use = origin.nothingWas ?? nothing;
    if (index > 0 && use === index - 1) {
      use = origin.switchedFrom ?? nothing;
      tier = otherThan(tier);
    }
  }
  return path.toReversed();
}

function otherThan(tier: Tier): Tier {
  return tier === 'reasoning' ? 'execution' : 'reasoning';
}

function suffixMinimum(values: readonly number[]): Float64Array {
  const minima = Float64Array.from(values);
  for (let index = minima.length - 2; index >= 0; index -= 1)
    minima[index] = Math.min(minima[index] ?? 0, minima[index + 1] ?? 0);
  return minima;
}

function turnAt(turns: readonly RecordedTurn[], index: number): RecordedTurn {
  const turn = turns[index];
  if (turn === undefined) throw new Error(`no turn ${index}`);
  return turn;
}
