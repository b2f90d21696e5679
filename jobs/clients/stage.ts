import { type ComposedGateway, composeGateway, type LoadedConfig } from '../../src/cli/index.ts';
import { compilePolicy, parseSettings, type TurnEvent } from '../../src/core/index.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import type { Fault } from './faults.ts';
import { playScript, type Script } from './script.ts';
import { startTap, type Tap } from './tap.ts';

/** An upstream that plays a script, alone or behind a gateway, with a tap on what reaches it. */
export interface Stage {
  /** What the client is pointed at. */
  readonly baseUrl: string;
  readonly tap: Tap;
  /** What the gateway told; empty without one. */
  readonly events: readonly TurnEvent[];
  /** What went wrong beside the turns. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/** What is played, and what fails. */
export interface StageOptions {
  readonly script: Script;
  readonly faults: readonly (Fault | undefined)[];
}

/** The upstream alone. */
export async function startDirect(options: StageOptions): Promise<Stage> {
  const { simulator, tap } = await startUpstream(options);
  const close = async () => {
    await tap.close();
    await simulator.close();
  };
  return { baseUrl: tap.baseUrl, tap, events: [], problems: [], close };
}

/** The upstream behind a gateway as `turnwise serve` runs it, that routes on the `coding` preset. */
export async function startRouted(options: StageOptions): Promise<Stage> {
  const { simulator, tap } = await startUpstream(options);
  const events: TurnEvent[] = [];
  const problems: string[] = [];
  const composed: ComposedGateway = await composeGateway({
    config: configFor(tap.baseUrl),
    credentials: { tokens: [] },
    salt: 'clients',
    environment: {},
    sinks: [{ name: 'job', tell: (event) => void events.push(event) }],
    onProblem: ({ code, message }) => problems.push(`${code}: ${message}`),
  });
  const close = async () => {
    await composed.close();
    await tap.close();
    await simulator.close();
  };
  return { baseUrl: composed.gateway.url, tap, events, problems, close };
}

async function startUpstream({ script, faults }: StageOptions): Promise<{ simulator: Simulator; tap: Tap }> {
  const simulator = await startSimulator({ answerers: [playScript(script)], timeScale: 0, seed: 11 });
  return { simulator, tap: await startTap(simulator.baseUrl, faults) };
}

function configFor(baseUrl: string): LoadedConfig {
  const parsed = parseSettings({
    mode: 'route',
    presets: ['coding'],
    listen: { port: 0 },
    upstream: { baseUrl },
    control: { share: 0 },
  });
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (parsed.ok && compiled.ok) return { settings: parsed.settings, policy: compiled.policy };
  throw new Error(`the job's own settings are wrong: ${JSON.stringify(compiled)}`);
}
