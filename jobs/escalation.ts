/**
 * The recorded airline conversations through a gateway whose execution model is wrong on a known tenth of its turns. Says which
 * of the planted faults were caught before a client saw them, which lie behind a text that goes out first, that no right
 * reply was escalated, and what the whole costs and takes beside the reasoning tier alone.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { faultOf, turnKey } from './escalation/plant.ts';
import { type FaultedTurn, report } from './escalation/report.ts';
import { startEscalationStage, turnHeader } from './escalation/stage.ts';
import { loadConversations, type RecordedTurn, turnsOf } from './recorded/conversations.ts';
import { createProgress } from './recorded/progress.ts';
import { replyDifference } from './recorded/replies.ts';

const model = 'claude-sonnet-5-5';
const { conversations, simpleTools } = loadConversations();
const airline = conversations.filter(({ id }) => id.startsWith('air-'));
const turns = airline.flatMap((one) => turnsOf(one, model));
const folder = mkdtempSync(join(tmpdir(), 'turnwise-job-'));

/** Plays every turn with the real SDK, streamed, and says of each how the reply differs from the recorded one. */
async function play(mode: 'route' | 'observe') {
  const stage = await startEscalationStage({
    turns,
    transcripts: airline,
    simpleTools,
    mode,
    recordPath: join(folder, `${mode}.sqlite`),
  });
  const client = new Anthropic({ baseURL: stage.url, apiKey: 'sk-job', maxRetries: 0 });
  const progress = createProgress(mode, turns.length);
  const played: FaultedTurn[] = [];
  for (const turn of turns) {
    const difference = await ask(client, turn);
    played.push({ key: turnKey(turn), fault: faultOf(turn), difference });
    progress.step();
  }
  progress.done();
  await stage.close();
  return { played, events: stage.events, billed: stage.billed };
}

async function ask(client: Anthropic, turn: RecordedTurn): Promise<string | undefined> {
  const body = turn.body as Anthropic.MessageCreateParamsNonStreaming;
  const reply = await client.messages.stream(body, { headers: { [turnHeader]: turnKey(turn) } }).finalMessage();
  return replyDifference(turn, reply.content);
}

const routed = await play('route');
const home = await play('observe');
rmSync(folder, { recursive: true });
const failures = report(routed, home);
process.stdout.write(failures.length === 0 ? 'as it should be\n' : `${failures.join('\n')}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
