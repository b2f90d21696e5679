import { executionTier, reasoningTier, type TierSpec } from '../core/index.ts';
import { createRouter, type Router, type RouterOptions } from '../routing/index.ts';

/** Settings that mean nothing where the caller has the models. */
type NotHere = 'tiers' | 'packagedTiers' | 'keepWarm' | 'cacheTtl' | 'threads' | 'mainRequestClasses';

/** What a tier asks of its model beside being it. */
export type TierWishes = Pick<TierSpec, 'effort' | 'thinking' | 'like' | 'inferenceGeo'>;

/** How an adapter is set up beside its models: the settings of `docs/settings.md` that are about turns, and what only code can say. */
export interface AdapterSettings extends Omit<RouterOptions, NotHere> {
  /** Default: nothing of the reasoning tier; low effort of the execution tier, where its model is known to have that. */
  readonly tiers?: { readonly reasoning?: TierWishes; readonly execution?: TierWishes };
}

/** The ids of the models that the tiers are. */
export interface TierModels {
  readonly reasoning: string;
  readonly execution: string;
}

/**
 * Routing between two models that the caller has. Both are chosen for this very purpose, so they are routed between whatever
 * they are called. Throws a `SettingsError`.
 */
export function createTierRouter(models: TierModels, { tiers = {}, ...settings }: AdapterSettings): Router {
  return createRouter({
    manage: ['*'],
    ...settings,
    tiers: {
      reasoning: { ...tiers.reasoning, model: models.reasoning },
      execution: { effort: 'low', ...tiers.execution, model: models.execution },
    },
    packagedTiers: [reasoningTier, executionTier],
  });
}
