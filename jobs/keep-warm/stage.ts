import { createManualClock } from '../../src/attempt/index.ts';
import { composeGateway } from '../../src/cli/index.ts';
import { compilePolicy, type PingEvent, parseSettings, type TurnEvent } from '../../src/core/index.ts';
import type { Trajectory } from '../../src/replay/index.ts';
import { startSimulator, strictCheck } from '../../src/simulator/index.ts';
import { ordered, requestsOf } from './requests.ts';

export const playedModel = 'claude-sonnet-5-5';

/** What a run through the gateway came to. */
export interface Run {
  readonly turns: readonly TurnEvent[];
  readonly pings: readonly PingEvent[];
  /** As the simulator billed it, pings included. */
  readonly billedNanoUsd: number;
  readonly readTokens: number;
  readonly problems: readonly string[];
  /** Real time a turn took, from the client's side. */
  readonly turnMs: readonly number[];
  /** Requests that the simulator answered, and replies that the client got. */
  readonly upstreamRequests: number;
  readonly clientReplies: number;
}

/** When the first conversation begins. */
export const startMs = Date.UTC(2026, 10, 20);
const betweenMs = 2 * 3_600_000;

/** Plays conversations one after the other through a gateway before the simulator, on a clock that jumps from turn to turn. */
export async function playThrough(sample: readonly Trajectory[], settings: object): Promise<Run> {
  const clock = createManualClock(startMs);
  const simulator = await startSimulator({
    answerers: [ordered],
    timeScale: 0,
    now: clock.now,
    check: strictCheck(),
    seed: 1,
  });
  const turns: TurnEvent[] = [];
  const pings: PingEvent[] = [];
  const problems: string[] = [];
  const composed = await composeGateway({
    config: configOf(simulator.baseUrl, settings),
    credentials: { tokens: [] },
    salt: 'job',
    environment: {},
    sinks: [{ name: 'job', tell: (event) => turns.push(event), tellPing: (event) => pings.push(event) }],
    onProblem: ({ message }) => problems.push(message),
    now: clock.now,
    pingClock: clock,
  });
  const isBusy = () => composed.keeping().underWay > 0;
  const turnMs: number[] = [];
  let clientReplies = 0;
  for (const conversation of sample) {
    const beganMs = clock.now();
    for (const { atSeconds, body } of requestsOf(conversation, playedModel)) {
      await clock.pass(Math.max(0, beganMs + atSeconds * 1_000 - clock.now()), isBusy);
      const started = performance.now();
      const text = await ask(composed.gateway.url, body);
      turnMs.push(performance.now() - started);
      clientReplies += text.match(/"message_start"/g)?.length ?? 0;
      while (turns.length < turnMs.length) await new Promise(setImmediate);
    }
    await clock.pass(betweenMs, isBusy);
    process.stderr.write(`\r${turnMs.length} turns, ${pings.length} pings   `);
  }
  process.stderr.write('\r                              \r');
  const { billed } = simulator;
  const run = {
    turns,
    pings,
    billedNanoUsd: billed.reduce((sum, { costPicoUsd }) => sum + costPicoUsd, 0) / 1_000,
    readTokens: billed.reduce((sum, { usage }) => sum + usage.cache_read_input_tokens, 0),
    problems,
    turnMs,
    upstreamRequests: billed.length,
    clientReplies,
  };
  composed.gateway.destroy();
  await composed.close();
  await simulator.close();
  return run;
}

/** Sends a request through the gateway; throws at anything but a reply. */
export async function ask(url: string, body: string): Promise<string> {
  const reply = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'sk-job', 'anthropic-version': '2023-06-01' },
    body,
  });
  const text = await reply.text();
  if (reply.status !== 200) throw new Error(`${reply.status}: ${text.slice(0, 300)}`);
  return text;
}

/** Every conversation is in the control group: its turns stay on the reasoning tier, so that only keeping differs. */
export function configOf(baseUrl: string, settings: object) {
  const input = { upstream: { baseUrl }, listen: { port: 0 }, control: { share: 1 }, ...settings };
  const parsed = parseSettings(input);
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (!parsed.ok || !('policy' in compiled)) throw new Error(JSON.stringify(compiled));
  return { settings: parsed.settings, policy: compiled.policy };
}
