import { createManualClock } from '../../src/attempt/index.ts';
import { composeGateway } from '../../src/cli/index.ts';
import { type FaultChooser, startSimulator } from '../../src/simulator/index.ts';
import { ordered } from './requests.ts';
import { ask, configOf, playedModel, startMs } from './stage.ts';

/** What turns took while pings were out that upstream does not answer. */
export interface BesidePings {
  readonly pingsOut: number;
  /** Medians in milliseconds. First turns of a conversation, without any ping out and beside them. */
  readonly aloneMs: number;
  readonly besideMs: number;
  /** Second turns, without any ping out, and of the conversations whose pings are. */
  readonly secondMs: number;
  readonly ownMs: number;
}

const rounds = 3;
const conversations = 50;
const answered = 100;

/** Turns with and without hanging pings, measured in turn so that both see the same machine. */
export async function besidePings(): Promise<BesidePings> {
  let isTrialOver = false;
  const fault: FaultChooser = ({ maxTokens }) => {
    if (maxTokens !== 0) return undefined;
    const words = isTrialOver ? 'hang' : undefined;
    isTrialOver = true;
    return words;
  };
  const clock = createManualClock(startMs);
  const simulator = await startSimulator({ answerers: [ordered], timeScale: 0, now: clock.now, fault });
  const composed = await composeGateway({
    config: configOf(simulator.baseUrl, { keepWarm: { usdPerDay: 1_000 } }),
    credentials: { tokens: [] },
    salt: 'job',
    environment: {},
    sinks: [],
    onProblem: () => undefined,
    now: clock.now,
    pingClock: clock,
  });
  const turn = (id: string, goesOn = false) => timed(() => ask(composed.gateway.url, bodyOf(id, goesOn)));
  const times = { alone: [] as number[], beside: [] as number[], second: [] as number[], own: [] as number[] };
  let pingsOut = 0;
  await turn('trial');
  await clock.pass(290_000, () => composed.keeping().underWay > 0);
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < answered; index++) times.alone.push(await turn(`alone ${round} ${index}`));
    for (let index = 0; index < conversations; index++) times.second.push(await turn(`alone ${round} ${index}`, true));
    composed.setMode('off');
    composed.setMode('route');
    for (let index = 0; index < conversations; index++) await turn(`kept ${round} ${index}`);
    await clock.pass(285_000);
    pingsOut = Math.max(pingsOut, composed.keeping().underWay);
    for (let index = 0; index < answered; index++) times.beside.push(await turn(`beside ${round} ${index}`));
    for (let index = 0; index < conversations; index++) times.own.push(await turn(`kept ${round} ${index}`, true));
    await clock.pass(1, () => composed.keeping().underWay > 0);
  }
  composed.gateway.destroy();
  await composed.close();
  await simulator.close();
  return {
    pingsOut,
    aloneMs: median(times.alone),
    besideMs: median(times.beside),
    secondMs: median(times.second),
    ownMs: median(times.own),
  };
}

/** The first request of a conversation, or the second. */
function bodyOf(id: string, goesOn: boolean): string {
  const text = `${`${id} `.padEnd(20_000, 'lorem ipsum ')} reply 20 end_turn`;
  const marked = (said: string) => [{ type: 'text', text: said, cache_control: { type: 'ephemeral' } }];
  const messages = goesOn
    ? [
        { role: 'user', content: [{ type: 'text', text }] },
        { role: 'assistant', content: [{ type: 'text', text: 'Fine.' }] },
        { role: 'user', content: marked('And now? reply 20 end_turn') },
      ]
    : [{ role: 'user', content: marked(text) }];
  return JSON.stringify({ model: playedModel, max_tokens: 1_000, messages });
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await run();
  return performance.now() - startedMs;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
