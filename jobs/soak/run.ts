import { clientTurn, type SoakTurn } from './client-turn.ts';
import { leftBehind, settle } from './left-behind.ts';
import { holdMs, type SoakStage, startSoakStage } from './stage.ts';

/** What a soak saw, as lines for people, and what should not have happened. */
export interface SoakReport {
  readonly lines: readonly string[];
  readonly failures: readonly string[];
}

/** Starts a gateway, keeps so many streams busy for so long, and stops it again. */
export async function soak(options: { readonly seconds: number; readonly streams: number }): Promise<SoakReport> {
  const stage = await startSoakStage();
  const turns: SoakTurn[] = [];
  const untilMs = performance.now() + options.seconds * 1_000;
  const stream = async (name: number) => {
    for (let turn = 0; performance.now() < untilMs; turn++)
      turns.push(await clientTurn(stage.url, { name: `${name}/${turn}`, seed: name * 100_003 + turn }));
  };
  await Promise.all(Array.from({ length: options.streams }, (_, index) => stream(index + 1)));
  await settle(stage);
  const report = reportOf(turns, stage, options);
  await stage.close();
  return report;
}

function reportOf(
  turns: readonly SoakTurn[],
  stage: SoakStage,
  options: { seconds: number; streams: number },
): SoakReport {
  const { events, problems } = stage;
  const left = leftBehind(stage);
  const count = (what: (turn: SoakTurn) => boolean) => turns.filter(what).length;
  const byId = new Map(events.map((event) => [event.turnId, event]));
  // A client that left before its request was whole asked for nothing.
  const unasked = count(({ isLeft, status }) => isLeft && status === undefined);
  const seen = turns.filter(({ saidWrong }) => saidWrong);
  const fellSilent = seen.filter(
    ({ turnId, isEscalated }) => !isEscalated && (byId.get(turnId ?? '')?.heldMs ?? 0) >= holdMs,
  );
  const lost = turns.length - events.length;
  const endings = Map.groupBy(events, ({ attempts }) => attempts.map(({ end }) => end).join(' then '));
  const ended = [...endings].toSorted(([, one], [, other]) => other.length - one.length);
  return {
    lines: [
      `${turns.length} turns in ${options.seconds} s over ${options.streams} streams: ${count(({ status }) => status === 200)} answered, ${count(({ isLeft }) => isLeft)} left by the client, ${count(({ status, isLeft }) => !isLeft && status !== 200)} failed as upstream did; ${count(({ isEscalated }) => isEscalated)} escalated`,
      `attempts ended: ${ended.map(([end, group]) => `${end} ${group.length}`).join(', ')}`,
      `told ${events.length} turns, ${byId.size} of them different; ${unasked} left before an answer began`,
      `wrong replies that went out because they fell silent for ${holdMs} ms: ${fellSilent.length}`,
      `left behind: ${JSON.stringify(left)}`,
    ],
    failures: [
      lost < 0 || lost > unasked ? `${turns.length} turns were sent, ${events.length} told` : undefined,
      byId.size === events.length ? undefined : 'a turn was told twice',
      count(({ isMixed }) => isMixed) === 0 ? undefined : 'a client received parts of two replies',
      seen.length === fellSilent.length ? undefined : 'a client received a reply that should have been discarded',
      left.active === 0 ? undefined : 'calls are still under way',
      left.upstreamSockets === 0 ? undefined : 'sockets to upstream stayed behind',
      left.timers <= 2 ? undefined : 'timers stayed behind',
      problems.length === 0 ? undefined : `problems: ${problems.slice(0, 3).join('; ')}`,
    ].filter((failure) => failure !== undefined),
  };
}
