import Anthropic from '@anthropic-ai/sdk';
import type { JobInput } from './job-input.ts';
import { playTurn } from './replies.ts';
import { configOf, startStage } from './stage.ts';

const workers = 16;
const loadedTurns = 1_000;

/** Sixteen clients at once, while settings are reloaded and the mode is switched all the time: no turn may be lost or differ. */
export async function reloadJob(input: JobInput): Promise<readonly string[]> {
  const stage = await startStage({ ...input, mode: 'route', recordPath: `${input.folder}/reload.sqlite` });
  const client = new Anthropic({ baseURL: stage.composed.gateway.url, apiKey: 'sk-job', maxRetries: 0 });
  const turns = input.turns.slice(0, loadedTurns);
  const other = configOf({ ...stage.config.settings, simpleTools: [], mode: 'observe' });
  const failures: string[] = [];
  let reloads = 0;
  let next = 0;
  let playing = true;
  const work = async () => {
    for (let turn = turns[next++]; turn !== undefined; turn = turns[next++]) {
      const difference = await playTurn(client, turn, next % 2 === 0).catch((error: unknown) => String(error));
      if (difference !== undefined) failures.push(difference);
    }
  };
  const disturb = async () => {
    for (; playing; reloads++) {
      stage.composed.reload(reloads % 2 === 0 ? other : stage.config);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  const disturbing = disturb();
  await Promise.all(Array.from({ length: workers }, work));
  playing = false;
  await disturbing;
  await stage.close();
  const { written } = stage.record.stats();
  if (stage.events.length !== turns.length || written !== turns.length)
    failures.push(`${turns.length} turns, ${stage.events.length} told, ${written} recorded`);
  const versions = new Set(stage.events.map((event) => `${event.decision.policyVersion}/${event.mode}`));
  process.stdout.write(
    `reload under load: ${turns.length} turns by ${workers} clients, ${reloads} reloads, ${versions.size} policies seen, ${failures.length} failures\n`,
  );
  return failures;
}
