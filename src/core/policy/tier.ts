/** A way to answer: a model and the settings it runs with. `model: 'requested'` is the model the client asked for. */
export interface TierSpec {
  readonly model: string;
  /** Another model for requests of an older generation (`{ '4.5': 'claude-haiku-4-5' }`), by the requested model's generation. */
  readonly modelByGeneration?: Readonly<Record<string, string>> | undefined;
  readonly effort?: EffortLevel | undefined;
  readonly thinking?: 'adaptive' | 'disabled' | undefined;
  /** A model that takes the same settings, for one that the table does not know (fine-tuned, behind its own upstream). */
  readonly like?: string | undefined;
  /** `inference_geo`, where the model offers it. */
  readonly inferenceGeo?: 'us' | 'global' | undefined;
  /** The caller has a package of its own for this tier's model: what no table knows of the model, that package knows. */
  readonly packaged?: boolean | undefined;
  /** Another endpoint than the gateway's own. Thinking from elsewhere is unreadable there, and the other way round. */
  readonly upstream?: TierUpstream | undefined;
}

/** An endpoint of the Messages API with a key of its own. The key is named here, never held. */
export interface TierUpstream {
  readonly baseUrl: string;
  /** Environment variable with the API key. */
  readonly keyEnv: string;
}

/** `output_config.effort`, from least to most. */
export type EffortLevel = 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** A tier with its model resolved for one request. */
export interface TierTarget {
  readonly tier: string;
  readonly model: string;
  readonly effort?: EffortLevel;
  readonly thinking?: 'adaptive' | 'disabled';
  readonly like?: string;
  readonly inferenceGeo?: 'us' | 'global';
  readonly packaged?: boolean;
  readonly upstream?: TierUpstream;
}

/** The tier that answers by default, and whatever the others may not. */
export const reasoningTier = 'reasoning';

/** The fast, cheap tier. */
export const executionTier = 'execution';

/** The tier name of a turn answered exactly as the client asked. No configured tier may have it. */
export const asAsked = 'requested';

/** The tier's target for a request: `requested` resolved, and the model of the requested model's generation where one is named. */
export function targetOf(
  tier: string,
  spec: TierSpec,
  requested: { readonly model: string; readonly generation?: string },
): TierTarget {
  const ofGeneration = requested.generation === undefined ? undefined : spec.modelByGeneration?.[requested.generation];
  return {
    tier,
    model: ofGeneration ?? (spec.model === 'requested' ? requested.model : spec.model),
    ...(spec.effort === undefined ? {} : { effort: spec.effort }),
    ...(spec.thinking === undefined ? {} : { thinking: spec.thinking }),
    ...(spec.like === undefined ? {} : { like: spec.like }),
    ...(spec.inferenceGeo === undefined ? {} : { inferenceGeo: spec.inferenceGeo }),
    ...(spec.packaged === undefined ? {} : { packaged: spec.packaged }),
    ...(spec.upstream === undefined ? {} : { upstream: spec.upstream }),
  };
}
