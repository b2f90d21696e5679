import { randomBytes, randomUUID } from 'node:crypto';
import type { PingClock } from '../attempt/index.ts';
import {
  compilePolicy,
  initialMode,
  type PolicyExtensions,
  parseSettings,
  type SettingsInput,
  type SettingsProblem,
  type Sink,
  type TurnEvent,
} from '../core/index.ts';
import { KnowledgeBase } from '../knowledge/index.ts';
import type { LiveState, RoutingContext, RoutingProblem } from './context.ts';
import { createRoutingContext } from './create-context.ts';

/** Settings that only a gateway has, and those whose part an embedded surface does not have. */
type GatewayOnly =
  | 'listen'
  | 'upstream'
  | 'gatewayKey'
  | 'gatewayTokensEnv'
  | 'record'
  | 'log'
  | 'limits'
  | 'spotCheck'
  | 'guard';

/**
 * How an embedded surface routes: the settings of `docs/settings.md` that are about turns, and what only code can say.
 * Everything has the default it has there.
 */
export interface RouterOptions extends Omit<SettingsInput, GatewayOnly>, PolicyExtensions {
  /** Told of every turn. */
  readonly sinks?: readonly Sink[];
  /** The same, as a function. Must not throw; what it returns is not waited for. */
  readonly onTurn?: (event: TurnEvent) => void;
  /** Something went wrong beside a turn. Default: written to the console as a warning. */
  readonly onProblem?: (problem: RoutingProblem) => void;
  /** Mixed into hashes of users, sessions and transcripts. Default: drawn anew, so that no hash is known in the next process. */
  readonly salt?: string;
  /** Time, for tests. Default: this machine's. */
  readonly clock?: PingClock;
  /** Turns that were told before, oldest first: caches, accounts and statistics are rebuilt from them. */
  readonly history?: Iterable<TurnEvent>;
}

/** Where the turns of a tier go that has an upstream of its own. The key lives in memory only. */
export interface Elsewhere {
  readonly baseUrl: string;
  readonly key: string;
}

/** What an embedded surface routes its turns with. Conversations are told apart by their transcripts, so one serves many. */
export interface Router {
  readonly context: RoutingContext;
  readonly live: LiveState;
  /** By tier name. */
  readonly elsewhere: ReadonlyMap<string, Elsewhere>;
  /** Ends pings, and resolves when every sink has finished what it was told. */
  close(): Promise<void>;
}

/** Options that are no valid policy: every mistake at once, each with its path. */
export class SettingsError extends TypeError {
  readonly problems: readonly SettingsProblem[];

  constructor(problems: readonly SettingsProblem[]) {
    super(
      problems.map(({ path, message, suggestion }) => [`${path}: ${message}`, suggestion].join(' ').trim()).join('\n'),
    );
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/** Checks the options and makes a router. Throws a `SettingsError`. */
export function createRouter(options: RouterOptions = {}): Router {
  const { sinks = [], onTurn, onProblem = warn, salt, history = [], clock, ...policyOptions } = options;
  const { rulesFirst, verdicts, packagedTiers, ...input } = policyOptions;
  const live = liveOf(input, {
    ...(rulesFirst && { rulesFirst }),
    ...(verdicts && { verdicts }),
    ...(packagedTiers && { packagedTiers }),
  });
  const createId = () => randomUUID();
  const knowledge = new KnowledgeBase({ createId });
  for (const event of history) knowledge.learn(event);
  const told = onTurn === undefined ? sinks : [...sinks, { name: 'onTurn', tell: onTurn }];
  const context = createRoutingContext({
    live: () => live,
    knowledge,
    sinks: told,
    now: clock?.now ?? (() => performance.timeOrigin + performance.now()),
    pingClock: clock,
    createId,
    onProblem,
    salt: salt ?? randomBytes(16).toString('hex'),
  });
  return {
    context,
    live,
    elsewhere: elsewhereOf(live),
    async close() {
      context.pinger.stop();
      await Promise.all(told.map((sink) => ('close' in sink ? sink.close?.() : undefined)));
    },
  };
}

function liveOf(input: SettingsInput, extensions: PolicyExtensions): LiveState {
  const parsed = parseSettings(input);
  if (!parsed.ok) throw new SettingsError(parsed.problems);
  const { settings } = parsed;
  const compiled = compilePolicy(settings, extensions);
  if (!compiled.ok) throw new SettingsError(compiled.problems);
  return { settings, policy: compiled.policy, mode: initialMode(settings) };
}

/** Throws where the environment has no key for a tier: every one of its turns would fail. */
function elsewhereOf({ settings }: LiveState): ReadonlyMap<string, Elsewhere> {
  const routes = new Map<string, Elsewhere>();
  const problems: SettingsProblem[] = [];
  for (const [tier, { upstream }] of Object.entries(settings.tiers)) {
    if (upstream === undefined) continue;
    const key = process.env[upstream.keyEnv];
    if (key) routes.set(tier, { baseUrl: upstream.baseUrl, key });
    else problems.push({ path: `tiers.${tier}.upstream.keyEnv`, message: `the environment has no ${upstream.keyEnv}` });
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return routes;
}

function warn({ message }: RoutingProblem): void {
  process.emitWarning(message, 'TurnwiseWarning');
}
