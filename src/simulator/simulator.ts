import { randomInt } from 'node:crypto';
import type { Answerer } from './answer.ts';
import { createBatches } from './batches.ts';
import { createBoundedList } from './bounded-list.ts';
import { checkBreakpoints, type RequestStep } from './check.ts';
import { idOf } from './digest.ts';
import type { FaultChooser } from './faults/fault-of.ts';
import { answer } from './http/routes.ts';
import { createHttpServer, type SeenRequest } from './http/server.ts';
import { createPace } from './pace.ts';
import { createPromptCache } from './prompt/prompt-cache.ts';
import { seededRandom } from './random.ts';
import type { BilledRequest, Simulation } from './simulation.ts';
import { createThreads } from './threads.ts';

const keptRequests = 200;
const keptBills = 10_000;

/** How to start a simulator. */
export interface SimulatorOptions {
  /** Asked in order; the first answer counts. */
  readonly answerers: readonly Answerer[];
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Real time waited per modelled time: 1 (default) is real time, 0.1 ten times faster, 0 does not wait. */
  readonly timeScale?: number;
  /** The clock that cache entries, threads and dated prices go by, in milliseconds since 1970; default `Date.now`. */
  readonly now?: () => number;
  /** Same seed, same ids, delta sizes and jitter for the same sequence of requests; default: a random one. */
  readonly seed?: number;
  /** Modelled times vary by up to this share; default 0. */
  readonly jitterShare?: number;
  /** Keep the newest 200 requests, bodies included, in `requests`; default false. */
  readonly keepRequests?: boolean;
  /** A stricter check of requests, after the basic one. */
  readonly check?: RequestStep;
  /** Faults for requests that ask for none by the header `x-simulator-fault`, in the header's own words; after the checks. */
  readonly fault?: FaultChooser;
}

/** A running simulator. */
export interface Simulator {
  readonly baseUrl: string;
  readonly port: number;
  /** What came in, oldest first; empty without `keepRequests`. */
  readonly requests: readonly SeenRequest[];
  /** What was answered, oldest first; the newest 10,000. */
  readonly billed: readonly BilledRequest[];
  /** Forgets requests, bills, caches and threads. */
  reset(): void;
  /** Stops listening and drops every open connection. */
  close(): Promise<void>;
}

function createSimulation(options: SimulatorOptions): Simulation {
  const seed = options.seed ?? randomInt(2 ** 31);
  let idsGiven = 0;
  let randomsGiven = 0;
  return {
    answerers: options.answerers,
    steps: [checkBreakpoints, options.check].filter((step) => step !== undefined),
    chooseFault: options.fault ?? (() => undefined),
    cache: createPromptCache(),
    threads: createThreads(),
    batches: createBatches(),
    billed: createBoundedList(keptBills),
    now: options.now ?? Date.now,
    pace: createPace(options.timeScale ?? 1),
    jitterShare: options.jitterShare ?? 0,
    nextRandom: () => seededRandom(seed + ++randomsGiven),
    nextId: (prefix) => idOf(prefix, `${seed}/${++idsGiven}`),
  };
}

/** Starts a simulator; rejects when the port cannot be had. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const simulation = createSimulation(options);
  const seen = createBoundedList<SeenRequest>(options.keepRequests === true ? keptRequests : 0);
  const { now, nextId } = simulation;
  const server = createHttpServer({
    answer: (exchange) => answer(exchange, simulation),
    see: seen.add,
    now,
    nextId,
  });
  const host = options.host ?? '127.0.0.1';
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return {
    baseUrl: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    requests: seen.items,
    billed: simulation.billed.items,
    reset() {
      for (const part of [seen, simulation.billed, simulation.cache, simulation.threads, simulation.batches])
        part.clear();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
