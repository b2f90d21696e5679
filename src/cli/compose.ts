import * as crypto from 'node:crypto';
import { createUpstream, type PingClock, type PingerState } from '../attempt/index.ts';
import { initialMode, type Mode, type Sink } from '../core/index.ts';
import { createAccess, type Gateway, type GatewayProblem, type LiveState, startGateway } from '../gateway/index.ts';
import { KnowledgeBase } from '../knowledge/index.ts';
import type { Metrics } from '../observe/index.ts';
import type { RecordStats } from '../record/index.ts';
import { createRoutingContext, keepWarmOf } from '../routing/index.ts';
import type { LoadedConfig } from './config-file.ts';
import { controlRoutes } from './control-routes.ts';
import { type Credentials, upstreamUrlOf } from './environment.ts';
import { CommandError, exitCode } from './exit.ts';
import { refusalOfListening } from './listen-check.ts';
import { createGatewayMetrics, metricsRoutes } from './metrics.ts';
import { type History, type Learner, remember } from './remember.ts';
import { createTierUpstreams, type TierUpstreams } from './tier-upstreams.ts';
import { turnRoutes } from './turn-routes.ts';

/** Ids ordered by time where this Node can make them: a database appends such rows instead of scattering them. */
const { randomUUID, randomUUIDv7 }: { randomUUID(): string; randomUUIDv7?(): string } = crypto;
const createId = randomUUIDv7 ?? randomUUID;

/** What a gateway is made of besides its configuration. The only place where parts are plugged together. */
export interface ComposeOptions {
  readonly config: LoadedConfig;
  readonly credentials: Credentials;
  /** Mixed into every hash of a user or session. */
  readonly salt: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly sinks: readonly Sink[];
  readonly onProblem: (problem: GatewayProblem | HistoryProblem) => void;
  /** What turns were recorded before: caches, accounts and statistics are rebuilt from it. Absent: nothing is known yet. */
  readonly history?: History;
  /** Milliseconds since 1970; default: this machine's clock, which does not run backwards. */
  readonly now?: () => number;
  /** What became of the turns told to the record, for the metrics. Absent: there is none. */
  readonly recordStats?: () => RecordStats;
  /** When pings are due; default: by the same clock. */
  readonly pingClock?: PingClock;
}

/** The record could not be read: the gateway starts without what it knew. */
export interface HistoryProblem {
  readonly code: 'history_unread';
  readonly message: string;
}

/** A gateway that runs, and what may be changed while it does. */
export interface ComposedGateway {
  readonly gateway: Gateway;
  live(): LiveState;
  /** Counts of what is kept warm; nothing of the requests. */
  keeping(): PingerState;
  setMode(mode: Mode): void;
  /**
   * Puts a checked configuration in force at once, between two requests. Says which of its settings need a restart.
   * Throws a usage error, and changes nothing, when a tier's key is missing.
   */
  reload(config: LoadedConfig): readonly string[];
  /** Ends every turn under way, then the sinks. */
  close(): Promise<void>;
}

/** Builds and starts a gateway. Throws a usage error for a listening address that would be unsafe or its own upstream. */
export async function composeGateway(options: ComposeOptions): Promise<ComposedGateway> {
  const { config, credentials, environment } = options;
  const { listen } = config.settings;
  const upstreamUrl = upstreamUrlOf(config.settings, environment);
  const refusal = refusalOfListening({ listen, upstreamUrl, credentials, gatewayKey: config.settings.gatewayKey });
  if (refusal !== undefined) throw new CommandError(refusal, exitCode.usage);

  const tierUpstreams = createTierUpstreams(environment);
  let live = liveStateOf(config, tierUpstreams);
  const keeping = (): PingerState => context.pinger.state();
  const metrics = createGatewayMetrics({ live: () => live, keeping, recordStats: options.recordStats });
  const observed = withMetrics(options, metrics);
  const context = await contextOf(observed, upstreamUrl, () => live);
  const { pinger, upstream } = context;
  const goLive = (next: LiveState) => {
    live = next;
    pinger.configure(keepWarmOf(live));
  };
  const setMode = (mode: Mode) => goLive({ ...live, mode });
  const routes = [...controlRoutes({ live: () => live, setMode }), ...metricsRoutes(metrics), ...turnRoutes(observed)];
  const gateway = await startGateway(context, { ...listen, tokens: credentials.tokens, routes });
  return {
    gateway,
    live: () => live,
    keeping,
    setMode,
    reload(next) {
      const before = live.settings;
      goLive(liveStateOf(next, tierUpstreams));
      return restartSettings.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(next.settings[name]));
    },
    async close() {
      pinger.stop();
      await gateway.drain();
      await Promise.all([upstream.close(), tierUpstreams.close()]);
      await Promise.all(options.sinks.map((sink) => sink.close?.()));
    },
  };
}

/** The same, with every turn and problem counted. */
function withMetrics(options: ComposeOptions, metrics: Metrics): ComposeOptions {
  return {
    ...options,
    sinks: [...options.sinks, metrics.sink],
    onProblem(problem) {
      metrics.countProblem(problem.code);
      options.onProblem(problem);
    },
  };
}

/** Everything that the handling of a request leans on. */
async function contextOf(options: ComposeOptions, baseUrl: string, live: () => LiveState) {
  const { config, credentials, environment, sinks, onProblem, pingClock, salt } = options;
  const { upstreamConcurrency: concurrency, queue } = config.settings.limits;
  const holdsKey = config.settings.gatewayKey && credentials.upstreamKey !== undefined;
  const now = options.now ?? (() => performance.timeOrigin + performance.now());
  const knowledge = new KnowledgeBase({ createId });
  const routing = createRoutingContext({ live, knowledge, sinks, onProblem, now, createId, salt, pingClock });
  await rememberInto([knowledge, routing.pinger], options, now());
  return {
    ...routing,
    live,
    onProblem,
    upstream: createUpstream({ baseUrl, concurrency, queue, environment }),
    access: createAccess({
      tokens: credentials.tokens,
      ...(holdsKey ? { upstreamKey: credentials.upstreamKey } : {}),
    }),
    instanceId: createId(),
  };
}

async function rememberInto(learners: readonly Learner[], { history, onProblem }: ComposeOptions, nowMs: number) {
  if (history === undefined) return;
  await remember(learners, history, nowMs).catch((error: unknown) =>
    onProblem({ code: 'history_unread', message: error instanceof Error ? error.message : String(error) }),
  );
}

/** Settings that are read once, when the process starts. */
const restartSettings = ['listen', 'upstream', 'gatewayKey', 'gatewayTokensEnv', 'record', 'log'] as const;

function liveStateOf({ settings, policy }: LoadedConfig, tierUpstreams: TierUpstreams): LiveState {
  return { settings, policy, mode: initialMode(settings), tierRoutes: tierUpstreams.routesOf(settings) };
}
