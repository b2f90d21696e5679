/**
 * Plays recorded conversations through the gateway over real sockets, with a breakpoint on each prompt's last block, and
 * reckons their cost three ways: the simulator's bill by its own table, the record's usage by core's table, and the
 * record replayed as it was played, where all caches are modelled.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { costOf, type Policy as Ruling, type TurnEvent } from '../../src/core/index.ts';
import {
  breakpointCacheModel,
  namedPolicies,
  readRecorded,
  replayConversations,
  tierPairOf,
} from '../../src/replay/index.ts';
import { loadConversations, type RecordedTurn, turnsOf } from '../recorded/conversations.ts';
import { startStage } from '../recorded/stage.ts';

const models = { reasoning: 'claude-sonnet-5-5', execution: 'claude-haiku-5-5' };

/** The same turns' cost by three reckonings; undefined where the record does not know a usage. */
export interface SocketResult {
  readonly turns: number;
  readonly executionTurns: number;
  readonly billedNanoUsd: number;
  readonly recordedNanoUsd: number | undefined;
  readonly replayedNanoUsd: number;
}

/** Plays the airline conversations one after the other. */
export async function playOverSockets(ruling: Ruling): Promise<SocketResult> {
  const { conversations, simpleTools } = loadConversations();
  const airline = conversations.filter(({ id }) => id.startsWith('air-'));
  const folder = mkdtempSync(join(tmpdir(), 'turnwise-job-'));
  const recordPath = join(folder, 'turns.sqlite');
  const stage = await startStage({ transcripts: airline, simpleTools, mode: 'route', recordPath });
  for (const conversation of airline) {
    // A key for each conversation: a cache is an account's, and replay plays each on its own.
    const client = new Anthropic({
      baseURL: stage.composed.gateway.url,
      apiKey: `sk-${conversation.id}`,
      maxRetries: 0,
    });
    for (const turn of turnsOf(conversation, models.reasoning)) await client.messages.create(bodyOf(turn));
  }
  await stage.record.close();
  const billed = stage.simulator.billed.reduce((sum, { costPicoUsd }) => sum + costPicoUsd, 0);
  await stage.close();
  const replayed = await replayRecord(recordPath, ruling);
  rmSync(folder, { recursive: true });
  return { ...replayed, billedNanoUsd: billed / 1_000, recordedNanoUsd: recordedCost(stage.events) };
}

/** The request as it was recorded, with a breakpoint that the API puts on the last block. */
function bodyOf({ body }: RecordedTurn): Anthropic.MessageCreateParamsNonStreaming {
  return { ...body, cache_control: { type: 'ephemeral' } } as Anthropic.MessageCreateParamsNonStreaming;
}

function recordedCost(events: readonly TurnEvent[]): number | undefined {
  const costs = events
    .flatMap(({ attempts }) => attempts)
    .map(({ usage, model, startedAtMs }) => usage && costOf({ usage, model, atMs: startedAtMs }));
  return costs.reduce((sum, cost) => (sum === undefined || cost === undefined ? undefined : sum + cost), 0);
}

async function replayRecord(path: string, ruling: Ruling) {
  const tiers = tierPairOf({ ...models, pricedAtMs: Date.now() });
  if (typeof tiers === 'string') throw new Error(tiers);
  const policies = namedPolicies.filter(({ name }) => name === 'as-recorded');
  const report = await replayConversations(readRecorded(path, { ruling }), {
    tiers,
    caching: true,
    policies,
    cacheModel: breakpointCacheModel,
  });
  const { usd = Number.NaN, executionTurns = 0 } = report.policies['as-recorded'] ?? {};
  return { turns: report.turns, executionTurns, replayedNanoUsd: Math.round(usd * 1e9) };
}
