import type { Settings } from '../core/index.ts';

/** Secrets, from the environment only; never written to a file, a log or a record. */
export interface Credentials {
  /** Gateway tokens that clients present. */
  readonly tokens: readonly string[];
  /** The API key the gateway holds (`TURNWISE_UPSTREAM_KEY`). */
  readonly upstreamKey?: string;
  /** Salt of the hashes of users and sessions (`TURNWISE_SALT`). */
  readonly salt?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the secrets a configuration names. */
export function credentialsOf(settings: Settings, environment: Environment): Credentials {
  const tokens = (environment[settings.gatewayTokensEnv] ?? '')
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
  const { TURNWISE_UPSTREAM_KEY: upstreamKey, TURNWISE_SALT: salt } = environment;
  return { tokens, ...(upstreamKey ? { upstreamKey } : {}), ...(salt ? { salt } : {}) };
}

/** Where turns go: `TURNWISE_UPSTREAM`, else the setting. `ANTHROPIC_BASE_URL` is never read: it may point here. */
export function upstreamUrlOf(settings: Settings, environment: Environment): string {
  return environment.TURNWISE_UPSTREAM || settings.upstream.baseUrl;
}
