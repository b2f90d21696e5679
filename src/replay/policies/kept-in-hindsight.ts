import { given } from '../../core/index.ts';
import { type ConversationCaches, cacheTtlSeconds } from '../accounting/cache-model.ts';
import { nanoUsdOf, pingNanoUsdOf, type Tier } from '../accounting/tier-model.ts';
import { type IdleCache, mostPings, pingDueAt } from '../keeping.ts';
import type { RecordedTurn, Trajectory } from '../trajectory.ts';
import type { HindsightPolicy, PolicySetting } from './policy.ts';

/**
 * The tiers of a policy, and the reasoning tier's cache pinged from one of its turns to the next exactly where that costs
 * fewer dollars than writing again. Given the tiers that is the optimum: what one such stretch does changes no other.
 */
export function keptInHindsight(policy: HindsightPolicy, name = `${policy.name}+warm`): HindsightPolicy {
  return {
    kind: 'hindsight',
    name,
    plan: (conversation, setting, caches) => {
      const { tiers } = policy.plan(conversation, setting, caches);
      return { tiers, pings: worthwhilePings(conversation, tiers, { setting, caches }) };
    },
  };
}

/** Every turn on the reasoning tier, each gap pinged through exactly when that is cheaper. */
export const keepInHindsight: HindsightPolicy = keptInHindsight({
  kind: 'hindsight',
  name: 'reasoning',
  plan: ({ turns }) => ({ tiers: turns.map(() => 'reasoning') }),
});

interface Accounts {
  readonly setting: PolicySetting;
  readonly caches: ConversationCaches;
}

/** From one turn of the reasoning tier to its next, none between them. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Pings after each turn. */
function worthwhilePings({ turns }: Trajectory, tiers: readonly Tier[], accounts: Accounts): readonly number[] {
  const pings = turns.map(() => 0);
  const atHome = turns.flatMap((_, index) => (tiers[index] === 'reasoning' ? [index] : []));
  for (const [use, from] of atHome.entries()) {
    const to = atHome[use + 1];
    if (to === undefined) continue;
    const counts = pingsThrough(turns, { from, to });
    if (isWorth(turns, { from, to, pings: sum(counts) }, accounts))
      for (const [offset, count] of counts.entries()) pings[from + offset] = count;
  }
  return pings;
}

/** How many pings keep the cache through a stretch, after each of its turns. */
function pingsThrough(turns: readonly RecordedTurn[], { from, to }: Stretch): readonly number[] {
  let cache: IdleCache = { touchedAtSeconds: turns[from]?.atSeconds ?? 0, isPinged: false };
  return turns.slice(from, to).map((turn, offset) => {
    const pause = { fromSeconds: turn.atSeconds, backAtSeconds: turns[from + offset + 1]?.atSeconds ?? 0 };
    for (let count = 0; ; count += 1) {
      const dueAtSeconds = pingDueAt(cache, pause);
      if (dueAtSeconds === undefined || count === mostPings) return count;
      cache = { touchedAtSeconds: dueAtSeconds, isPinged: true };
    }
  });
}

/** Whether that many pings cost less than what they save to the turn at the stretch's end. */
function isWorth(
  turns: readonly RecordedTurn[],
  { from, to, pings }: Stretch & { readonly pings: number },
  { setting, caches }: Accounts,
): boolean {
  const turn = turns[from];
  const next = turns[to];
  if (turn === undefined || next === undefined || pings === 0 || !setting.caching) return false;
  if (next.atSeconds - turn.atSeconds <= cacheTtlSeconds) return false;
  const model = setting.tiers.reasoning;
  if (turn.inputTokens < model.cacheMinimumTokens) return false;
  const { inputTokens, outputTokens } = next;
  const billed = { inputTokens, outputTokens, caching: true, ...given('writableTokens', caches.writableTokens(to)) };
  const costWith = (cachedTokens: number): number => nanoUsdOf(model, { ...billed, cachedTokens });
  const saving = costWith(0) - costWith(caches.reach(from, to, model));
  return saving > pings * pingNanoUsdOf(model, turn.inputTokens);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
