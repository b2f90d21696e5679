import { onTestFinished } from 'vitest';
import { createUpstream, type PingClock, type Pinger } from '../attempt/index.ts';
import { compilePolicy, initialMode, type PingEvent, parseSettings, type Sink, type TurnEvent } from '../core/index.ts';
import { KnowledgeBase } from '../knowledge/index.ts';
import { createRoutingContext } from '../routing/index.ts';
import { type Answerer, type Simulator, type SimulatorOptions, startSimulator } from '../simulator/index.ts';
import { type AccessOptions, createAccess } from './client-auth.ts';
import type { GatewayProblem, LiveState } from './context.ts';
import { type Gateway, startGateway } from './gateway.ts';
import type { Route } from './routes.ts';

/** A gateway for one test, with everything it told. Ended with the test. */
export interface TestGateway {
  readonly gateway: Gateway;
  readonly url: string;
  readonly events: readonly TurnEvent[];
  readonly problems: readonly GatewayProblem[];
  readonly pings: readonly PingEvent[];
  readonly pinger: Pinger;
  change(settings: object): void;
  /** Resolves when so many turns have been told. */
  told(count: number): Promise<readonly TurnEvent[]>;
}

/** Starts a gateway in front of an upstream. Control share is 0 unless set. */
export async function startTestGateway(options: {
  readonly baseUrl: string;
  readonly settings?: object;
  readonly access?: AccessOptions;
  readonly routes?: readonly Route[];
  readonly sinks?: readonly Sink[];
  /** Default: the real one, and no pings. */
  readonly clock?: PingClock;
}): Promise<TestGateway> {
  let live = liveOf(options.settings ?? {});
  const { limits } = live.settings;
  const events: TurnEvent[] = [];
  const problems: GatewayProblem[] = [];
  const waiting: { readonly count: number; readonly resolve: (events: readonly TurnEvent[]) => void }[] = [];
  const tell = (event: TurnEvent) => {
    events.push(event);
    for (const one of waiting) if (events.length >= one.count) one.resolve(events);
  };
  const upstream = createUpstream({
    baseUrl: options.baseUrl,
    concurrency: limits.upstreamConcurrency,
    queue: limits.queue,
    environment: {},
  });
  let ids = 0;
  const createId = () => `id-${++ids}`;
  const access = options.access ?? { tokens: [] };
  const now = options.clock?.now ?? (() => performance.timeOrigin + performance.now());
  const knowledge = new KnowledgeBase({ createId });
  const pings: PingEvent[] = [];
  const sinks = [...(options.sinks ?? []), { name: 'test', tell, tellPing: (event: PingEvent) => pings.push(event) }];
  const onProblem = (problem: GatewayProblem) => problems.push(problem);
  const context = createRoutingContext({
    live: () => live,
    knowledge,
    sinks,
    onProblem,
    now,
    createId,
    salt: 'test',
    pingClock: options.clock,
  });
  const { pinger } = context;
  const gateway = await startGateway(
    {
      ...context,
      live: () => live,
      upstream,
      access: createAccess(access),
      instanceId: 'this-gateway',
      onProblem,
    },
    { host: '127.0.0.1', port: 0, routes: options.routes ?? [], tokens: access.tokens },
  );
  onTestFinished(async () => {
    pinger.stop();
    gateway.destroy();
    await gateway.drain();
    await upstream.close();
  });
  return {
    gateway,
    url: gateway.url,
    events,
    problems,
    pings,
    pinger,
    change(settings) {
      live = liveOf(settings);
    },
    told: (count) =>
      new Promise((resolve) => {
        if (events.length >= count) resolve(events);
        else waiting.push({ count, resolve });
      }),
  };
}

/** Starts a simulator for one test; it waits for nothing and keeps what it saw. */
export async function startTestSimulator(
  answerers: readonly Answerer[],
  options: Partial<SimulatorOptions> = {},
): Promise<Simulator> {
  const simulator = await startSimulator({ timeScale: 0, seed: 1, keepRequests: true, ...options, answerers });
  onTestFinished(() => simulator.close());
  return simulator;
}

function liveOf(input: object): LiveState {
  const parsed = parseSettings({ control: { share: 0 }, ...input });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const compiled = compilePolicy(parsed.settings);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return { settings: parsed.settings, policy: compiled.policy, mode: initialMode(parsed.settings) };
}
