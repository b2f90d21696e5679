import { setTimeout } from 'node:timers/promises';
import { createManualClock, createUpstream, Pinger } from '../../src/attempt/index.ts';
import { listPrices, planKeeping } from '../../src/core/index.ts';
import { loadConversations, turnsOf } from '../recorded/conversations.ts';
import { playedModel, startMs } from './stage.ts';

/** Tokens of the newer tokenizer in a byte of request, as the simulator counts characters. */
const tokensPerByte = 169 / 400;
const sizes = [10_000, 50_000, 100_000, 200_000] as const;
const budgetsMiB = [64, 256, 1_024] as const;

/**
 * How many conversations of which size fit into `keepWarm.memoryMiB`: real requests of the recorded coding session, cut at
 * each size, as they weigh once they are compressed.
 */
export async function memoryTable(): Promise<readonly string[]> {
  const { conversations } = loadConversations();
  const coding = conversations.find(({ id }) => id === 'pi-session');
  if (coding === undefined) throw new Error('no coding session');
  const bodies = turnsOf(coding, playedModel).map(({ body }) =>
    Buffer.from(JSON.stringify({ ...body, max_tokens: 0 })),
  );
  const rows: string[] = [];
  for (const tokens of sizes) {
    const body = bodies.find(({ length }) => length * tokensPerByte >= tokens) ?? bodies.at(-1);
    if (body === undefined) continue;
    const heldBytes = await weightOf(body);
    const counts = budgetsMiB.map((mebibytes) => Math.floor((mebibytes * 1_048_576) / heldBytes).toLocaleString('en'));
    const size = `${Math.round((body.length * tokensPerByte) / 1_000)}k tokens, ${Math.round(body.length / 1_000)} kB`;
    rows.push(`| ${size} | ${(heldBytes / 1_000).toFixed(1)} kB | ${counts.join(' | ')} |`);
  }
  return [
    `| request | kept as | ${budgetsMiB.map((mebibytes) => `${mebibytes.toLocaleString('en')} MiB`).join(' | ')} |`,
    '|---|---|---|---|---|',
    ...rows,
  ];
}

/** What one request weighs in a pinger once it is compressed. */
async function weightOf(body: Buffer): Promise<number> {
  const clock = createManualClock(startMs);
  const upstream = createUpstream({ baseUrl: 'http://127.0.0.1:9', concurrency: 1, queue: 0, environment: {} });
  const pinger = new Pinger({
    settings: { maxExtraPercent: 10, maxPings: 12, usdPerDay: 5, maxIdleMinutes: 70, memoryMiB: 64, oauth: false },
    clock,
    prices: () => listPrices,
    createId: () => 'id',
    onPing: () => undefined,
    onProblem: () => undefined,
    decide: (...asked) => ({ ...planKeeping(...asked), ping: true, reason: 'pays' }),
  });
  const turn = {
    conversationId: 'c',
    tier: 'reasoning',
    model: playedModel,
    subagent: false,
    startedAtMs: startMs,
    stopReason: 'tool_use',
    usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 10_000 },
    costNanoUsd: 1_000_000_000,
    cached: [],
    credential: 'hash',
    oauth: false,
  };
  const headers = ['authorization', `Bearer ${'x'.repeat(100)}`, 'user-agent', 'x'.repeat(600)];
  const request = { upstream, path: '/v1/messages?beta=true', headers, body: Buffer.from(body), timeoutMs: 1 };
  pinger.begin('c', playedModel).end(turn, () => request);
  const raw = pinger.state().heldBytes;
  await clock.pass(20_000);
  while (pinger.state().heldBytes === raw) await setTimeout(1);
  const { heldBytes } = pinger.state();
  pinger.stop();
  await upstream.close();
  return heldBytes;
}
