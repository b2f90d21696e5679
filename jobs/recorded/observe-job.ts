import { exchangeBytes } from './bytes.ts';
import type { JobInput } from './job-input.ts';
import { createProgress } from './progress.ts';
import { reasonsOf } from './route-job.ts';
import { startStage, startUpstream } from './stage.ts';

/** In `observe`, upstream and client must see byte for byte what they see without a gateway. */
export async function observeJob(input: JobInput): Promise<readonly string[]> {
  const direct = await startUpstream(input.transcripts);
  const stage = await startStage({ ...input, mode: 'observe', recordPath: `${input.folder}/observe.sqlite` });
  const progress = createProgress('observe', input.turns.length);
  const failures: string[] = [];
  let comparedBytes = 0;
  for (const [index, turn] of input.turns.entries()) {
    const body = JSON.stringify({ ...turn.body, stream: index % 2 === 0 });
    const without = await exchangeBytes(direct.baseUrl, direct, body);
    const observed = await exchangeBytes(stage.composed.gateway.url, stage.simulator, body);
    comparedBytes += without.upstream.length + without.client.length;
    if (observed.upstream !== without.upstream)
      failures.push(`${turn.conversation}[${turn.index}]: upstream saw other bytes`);
    if (observed.client !== without.client)
      failures.push(`${turn.conversation}[${turn.index}]: the client saw other bytes`);
    progress.step();
  }
  progress.done();
  await stage.close();
  await direct.close();
  const would = stage.events.filter((event) => event.decision.tier === 'execution').length;
  const served = stage.events.filter((event) => event.servedModel !== event.requestedModel).length;
  if (served > 0) failures.push(`${served} turns were served by another model`);
  process.stdout.write(
    `observe: ${(comparedBytes / 1e6).toFixed(0)} MB compared both ways, ${failures.length} differ; it would have sent ${would} of ${stage.events.length} turns to execution (${reasonsOf(stage.events)})\n`,
  );
  return failures;
}
