import { type ComposedGateway, composeGateway, type LoadedConfig } from '../../src/cli/index.ts';
import type { Mode, TurnEvent } from '../../src/core/index.ts';
import { compilePolicy, parseSettings } from '../../src/core/index.ts';
import { openSqliteRecord, type SqliteRecord } from '../../src/record/index.ts';
import { recordedAnswerer, type Simulator, startSimulator, type Transcript } from '../../src/simulator/index.ts';

/** A gateway between a client and a simulator that plays recordings, all on loopback sockets. */
export interface Stage {
  readonly simulator: Simulator;
  readonly composed: ComposedGateway;
  readonly record: SqliteRecord;
  readonly config: LoadedConfig;
  readonly events: readonly TurnEvent[];
  close(): Promise<void>;
}

/** The simulator alone: same seed and clock, so that two of them answer alike byte for byte. */
export function startUpstream(transcripts: readonly Transcript[], now = () => fixedNowMs): Promise<Simulator> {
  return startSimulator({
    answerers: [recordedAnswerer(transcripts)],
    timeScale: 0,
    seed: 7,
    now,
    keepRequests: true,
  });
}

const fixedNowMs = Date.UTC(2026, 10, 1);

/** Starts simulator, record and gateway. */
export async function startStage(options: {
  readonly transcripts: readonly Transcript[];
  readonly simpleTools: readonly string[];
  readonly mode: Mode;
  readonly recordPath: string;
  /** One clock for gateway and simulator; default: the gateway's runs, the simulator's stands. */
  readonly now?: () => number;
}): Promise<Stage> {
  const simulator = await startUpstream(options.transcripts, options.now);
  return openGateway({ ...options, simulator });
}

/** Starts record and gateway before a simulator. */
export async function openGateway(options: {
  readonly simulator: Simulator;
  readonly simpleTools: readonly string[];
  readonly mode: Mode;
  readonly recordPath: string;
  readonly now?: () => number;
}): Promise<Stage> {
  const { simulator } = options;
  const config = configOf({
    mode: options.mode,
    listen: { port: 0 },
    upstream: { baseUrl: simulator.baseUrl },
    simpleTools: options.simpleTools,
    control: { share: 0 },
  });
  const events: TurnEvent[] = [];
  const record = await openSqliteRecord({ path: options.recordPath, keepDays: 90, queueLimit: 100_000 });
  const composed = await composeGateway({
    config,
    credentials: { tokens: [] },
    salt: 'job',
    environment: {},
    ...(options.now === undefined ? {} : { now: options.now }),
    sinks: [record.sink, { name: 'job', tell: (event) => void events.push(event) }],
    onProblem: (problem) => {
      throw new Error(`${problem.code}: ${problem.message}`);
    },
  });
  return {
    simulator,
    composed,
    record,
    config,
    events,
    async close() {
      await composed.close();
      await simulator.close();
    },
  };
}

/** A configuration from settings as a file would hold them. */
export function configOf(input: unknown): LoadedConfig {
  const parsed = parseSettings(input);
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (parsed.ok && compiled.ok) return { settings: parsed.settings, policy: compiled.policy };
  throw new Error(`the job's own settings are wrong: ${JSON.stringify(compiled)}`);
}
