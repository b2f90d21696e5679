import { isDeepStrictEqual } from 'node:util';
import Anthropic from '@anthropic-ai/sdk';
import { decide, noKnowledge, type TurnEvent } from '../../src/core/index.ts';
import { createTurnReader } from '../../src/wire/index.ts';
import type { JobInput } from './job-input.ts';
import { createProgress } from './progress.ts';
import { playTurn } from './replies.ts';
import { type Stage, startStage } from './stage.ts';

/** Routes every turn; each reply must equal the recorded one, each turn be recorded with its reason and decided as `decide` does. */
export async function routeJob(input: JobInput, { stream }: { readonly stream: boolean }): Promise<readonly string[]> {
  const label = stream ? 'route, streaming' : 'route, not streaming';
  const recordPath = `${input.folder}/${stream ? 'streaming' : 'whole'}.sqlite`;
  const stage = await startStage({ ...input, mode: 'route', recordPath });
  const client = new Anthropic({ baseURL: stage.composed.gateway.url, apiKey: 'sk-job', maxRetries: 0 });
  const progress = createProgress(label, input.turns.length);
  const startedAtMs = performance.now();
  const failures: string[] = [];
  for (const turn of input.turns) {
    const difference = await playTurn(client, turn, stream).catch(
      (error: unknown) => `${turn.conversation}[${turn.index}]: ${String(error)}`,
    );
    if (difference !== undefined) failures.push(difference);
    progress.step();
  }
  progress.done();
  const seconds = (performance.now() - startedAtMs) / 1000;
  failures.push(...decisionDifferences(stage, input));
  failures.push(...(await recordFailures(stage)));
  await stage.composed.close();
  await stage.simulator.close();
  process.stdout.write(
    `${label}: ${stage.events.length} turns in ${seconds.toFixed(1)} s, ${reasonsOf(stage.events)}, ${failures.length} failures\n`,
  );
  return failures;
}

/** Compares what the gateway decided, turn by turn, with `decide` on the same request and no history. */
function decisionDifferences({ events, config }: Stage, { turns }: JobInput): readonly string[] {
  const reader = createTurnReader({ salt: 'job' });
  return turns.flatMap((turn, index) => {
    const event = events[index];
    const reading = reader.read({ body: Buffer.from(JSON.stringify(turn.body)), header: () => undefined });
    if (event === undefined || reading.kind !== 'turn')
      return [`${turn.conversation}[${turn.index}]: no event or not readable`];
    const direct = decide(reading.turn, config.policy, noKnowledge);
    const pick = ({ tier, model, reason, ruleReason, wouldAllow, edits }: typeof direct) => ({
      tier,
      model,
      reason,
      ruleReason,
      wouldAllow,
      edits,
    });
    if (isDeepStrictEqual(pick(direct), pick(event.decision))) return [];
    return [`${turn.conversation}[${turn.index}]: decided ${event.decision.reason}, directly ${direct.reason}`];
  });
}

/** Every turn must stand in the record as it was told, whole, with its reason and its usage. */
async function recordFailures({ record, events }: Stage): Promise<readonly string[]> {
  await record.flush();
  const recorded = await record.query.turns({ order: 'oldest', limit: events.length + 1 });
  const byId = new Map(recorded.map((event) => [event.turnId, event]));
  const wrong = events.filter((event) => {
    const row = byId.get(event.turnId);
    const [attempt] = row?.attempts ?? [];
    return row?.decision.reason !== event.decision.reason || attempt?.end !== 'complete' || attempt.usage === undefined;
  });
  return [
    ...(recorded.length === events.length ? [] : [`${events.length} turns told, ${recorded.length} recorded`]),
    ...wrong.map((event) => `turn ${event.turnId} is not recorded as it was told`),
  ];
}

/** Counts by reason, most frequent first. */
export function reasonsOf(events: readonly TurnEvent[]): string {
  const counts = Map.groupBy(events, (event) => event.decision.reason);
  return [...counts]
    .toSorted(([, left], [, right]) => right.length - left.length)
    .map(([reason, group]) => `${reason} ${group.length}`)
    .join(', ');
}
