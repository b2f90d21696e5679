/**
 * What the demo plays on: an upstream (the simulator, or the real API) and a gateway before it. The gateway is the one
 * of `turnwise serve` with default settings; only the control share is 0, so that every conversation is routed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePolicy, parseSettings, type Sink } from '../../core/index.ts';
import { openSqliteRecord } from '../../record/index.ts';
import { type Scenario, type Simulator, scriptedAnswerer, startSimulator } from '../../simulator/index.ts';
import { composeGateway } from '../compose.ts';
import type { LoadedConfig } from '../config-file.ts';
import { upstreamUrlOf } from '../environment.ts';
import { createTurnEvents, type TurnEvents } from './turn-events.ts';

/** Two ways to the same model: straight, and through a gateway. */
export interface Stage {
  readonly upstreamUrl: string;
  readonly gatewayUrl: string;
  readonly apiKey: string;
  /** Replies are scripted, and times modelled. */
  readonly simulated: boolean;
  readonly events: TurnEvents;
  /** Where routed turns are told to, whatever routes them. */
  readonly sinks: readonly Sink[];
  readonly onProblem: (message: string) => void;
  /** How long upstream calls took: modelled seconds on the simulator, else the client's own measure. */
  secondsOf(turn: { readonly requestIds: readonly string[]; readonly durationMs: number }): number | undefined;
  close(): Promise<void>;
}

/** How to set the stage. */
export interface StageOptions {
  readonly scenarios: readonly Scenario[];
  /** Real time per modelled time, or the key for the real API. */
  readonly upstream: { readonly timeScale: number } | { readonly apiKey: string };
  /** SQLite file; absent: a temporary one, removed at the end. */
  readonly recordPath?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProblem: (message: string) => void;
}

/** Starts simulator (unless the API is real), record and gateway; stops what was started when a later part fails. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const { upstream, scenarios } = options;
  if ('apiKey' in upstream) return openGateway(options, { environment: options.environment, apiKey: upstream.apiKey });
  const simulator = await startSimulator({
    answerers: [scriptedAnswerer(scenarios)],
    timeScale: upstream.timeScale,
    seed: 1,
  });
  const opened = openGateway(options, { environment: {}, apiKey: 'demo', simulator });
  return opened.catch(async (error: unknown) => {
    await simulator.close();
    throw error;
  });
}

interface Upstream {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly apiKey: string;
  readonly simulator?: Simulator;
}

async function openGateway(options: StageOptions, upstream: Upstream): Promise<Stage> {
  const { onProblem } = options;
  const { simulator, apiKey, environment } = upstream;
  const record = await recordAt(options.recordPath);
  const config = configFor(simulator?.baseUrl);
  const events = createTurnEvents();
  const store = await openSqliteRecord({ path: record.path, onProblem: ({ message }) => onProblem(message) });
  const sinks = [events.sink, store.sink];
  const composed = await composeGateway({
    config,
    credentials: { tokens: [] },
    salt: 'demo',
    environment,
    sinks,
    onProblem: ({ message }) => onProblem(message),
  }).catch(async (error: unknown) => {
    await store.close();
    await record.remove();
    throw error;
  });
  return {
    upstreamUrl: upstreamUrlOf(config.settings, environment),
    gatewayUrl: composed.gateway.url,
    apiKey,
    simulated: simulator !== undefined,
    events,
    sinks,
    onProblem,
    secondsOf: ({ requestIds, durationMs }) =>
      simulator === undefined ? durationMs / 1000 : modelledSeconds(simulator, requestIds),
    async close() {
      await composed.close();
      await simulator?.close();
      await record.remove();
    },
  };
}

function modelledSeconds({ billed }: Simulator, requestIds: readonly string[]): number | undefined {
  let ms = 0;
  for (const requestId of requestIds) {
    const bill = billed.findLast((entry) => entry.requestId === requestId);
    if (bill === undefined) return undefined;
    ms += bill.firstTokenMs + bill.generationMs;
  }
  return ms / 1000;
}

/** Default settings but for port, upstream and control share; no file is read, so that the demo is the same everywhere. */
function configFor(baseUrl: string | undefined): LoadedConfig {
  const parsed = parseSettings({
    listen: { port: 0 },
    control: { share: 0 },
    ...(baseUrl === undefined ? {} : { upstream: { baseUrl } }),
  });
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (!parsed.ok || !compiled.ok) throw new Error('the demo’s own settings are refused');
  return { settings: parsed.settings, policy: compiled.policy };
}

async function recordAt(path: string | undefined): Promise<{ path: string; remove(): Promise<void> }> {
  if (path !== undefined) return { path, remove: async () => undefined };
  const folder = await mkdtemp(join(tmpdir(), 'turnwise-demo-'));
  return { path: join(folder, 'turnwise.sqlite'), remove: () => rm(folder, { recursive: true, force: true }) };
}
