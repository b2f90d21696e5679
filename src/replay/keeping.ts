import { given } from '../core/index.ts';
import type { ConversationCaches } from './accounting/cache-model.ts';
import { cacheTtlSeconds } from './accounting/cache-model.ts';
import { nanoUsdOf, pingNanoUsdOf } from './accounting/tier-model.ts';
import type { Keeper } from './keeper.ts';
import type { HindsightPolicy, PolicySetting } from './policies/policy.ts';
import type { Trajectory } from './trajectory.ts';

/** Seconds after a cache's last use or ping at which the next ping is due: 15 before it would lapse. */
export const pingEverySeconds = 285;

/** The fixed rule: at most `most` pings while nobody comes back, all of them wasted after the last turn. */
export function keepAtMost(most: number): Keeper {
  return ({ pings }) => pings < most;
}

/** How long a kept cache may idle at most, so that no keeper keeps one for ever after a conversation's end. */
export const mostPings = 1_000;

/** Every turn on the reasoning tier, and each gap pinged through exactly when that is cheaper than writing again. */
export const keepInHindsight: HindsightPolicy = {
  kind: 'hindsight',
  name: 'reasoning+warm',
  plan: (conversation, setting, caches) => ({
    tiers: conversation.turns.map(() => 'reasoning'),
    pings: conversation.turns.map((_, index) => worthwhilePings(conversation, { index, setting, caches })),
  }),
};

interface Gap {
  readonly index: number;
  readonly setting: PolicySetting;
  readonly caches: ConversationCaches;
}

/** Pings that keep the cache from turn `index` to the next one, or 0 where they cost more than they save. */
function worthwhilePings({ turns }: Trajectory, { index, setting, caches }: Gap): number {
  const turn = turns[index];
  const next = turns[index + 1];
  if (turn === undefined || next === undefined || !setting.caching) return 0;
  const gapSeconds = next.atSeconds - turn.atSeconds;
  if (gapSeconds <= cacheTtlSeconds) return 0;
  const needed = Math.floor(gapSeconds / pingEverySeconds);
  const model = setting.tiers.reasoning;
  const { inputTokens, outputTokens } = next;
  const billed = {
    inputTokens,
    outputTokens,
    caching: true,
    ...given('writableTokens', caches.writableTokens(index + 1)),
  };
  const costWith = (cachedTokens: number): number => nanoUsdOf(model, { ...billed, cachedTokens });
  const saving = costWith(0) - costWith(caches.reach(index, index + 1, model));
  return saving > needed * pingNanoUsdOf(model, turn.inputTokens) ? needed : 0;
}
