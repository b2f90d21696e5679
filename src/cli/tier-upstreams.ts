import { createUpstream, type Upstream } from '../attempt/index.ts';
import type { Settings, TierUpstream } from '../core/index.ts';
import { createTierRoute, type TierRoute } from '../gateway/index.ts';
import { CommandError, exitCode } from './exit.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The upstreams of tiers that have one of their own. */
export interface TierUpstreams {
  /**
   * The routes of a configuration's tiers, by tier name. Connections are kept by endpoint, across reloads too. Throws a
   * usage error when a tier's key is not in the environment: every one of its turns would fail.
   */
  routesOf(settings: Settings): ReadonlyMap<string, TierRoute>;
  close(): Promise<void>;
}

/** Opens upstreams as tiers name them. Keys come from the environment and go nowhere but upstream. */
export function createTierUpstreams(environment: Environment): TierUpstreams {
  const pools = new Map<string, Upstream>();
  const poolOf = (baseUrl: string, { upstreamConcurrency: concurrency, queue }: Settings['limits']) => {
    const pool = pools.get(baseUrl) ?? createUpstream({ baseUrl, concurrency, queue, environment });
    pools.set(baseUrl, pool);
    return pool;
  };
  return {
    routesOf(settings) {
      const keyed = tiersElsewhere(settings).map((one) => ({ ...one, key: keyOf(one, environment) }));
      return new Map(
        keyed.map(({ tier, baseUrl, key }) => [tier, createTierRoute(poolOf(baseUrl, settings.limits), key)]),
      );
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

interface TierElsewhere extends TierUpstream {
  readonly tier: string;
}

function tiersElsewhere({ tiers }: Settings): readonly TierElsewhere[] {
  return Object.entries(tiers).flatMap(([tier, { upstream }]) =>
    upstream === undefined ? [] : [{ tier, ...upstream }],
  );
}

function keyOf({ tier, keyEnv }: TierElsewhere, environment: Environment): string {
  const key = environment[keyEnv];
  if (key) return key;
  throw new CommandError(`tiers.${tier}.upstream.keyEnv: the environment has no ${keyEnv}`, exitCode.usage);
}
