import { isDeepStrictEqual } from 'node:util';
import Anthropic from '@anthropic-ai/sdk';
import type { Policy, TurnEvent } from '../../src/core/index.ts';
import { KnowledgeBase } from '../../src/knowledge/index.ts';
import { promptOf } from '../../src/routing/index.ts';
import type { Simulator } from '../../src/simulator/index.ts';
import { createTurnReader } from '../../src/wire/index.ts';
import type { RecordedTurn } from './conversations.ts';
import type { JobInput } from './job-input.ts';
import { createProgress } from './progress.ts';
import { playTurn } from './replies.ts';
import { type Stage, startStage, startUpstream } from './stage.ts';

const apiKey = 'sk-job';

/**
 * Every turn with a breakpoint on its last block, routed, on a clock that makes some caches lapse. The record's total
 * must equal what the simulator billed by its own prices, to the nano-dollar; what the ledger expected to be read must be
 * what was; and the modelled baseline must be what the same turns really cost when the reasoning model answers them all.
 */
export async function billingJob(input: BillingInput): Promise<readonly string[]> {
  const { label } = input;
  const turns = input.turns.map(withBreakpoint);
  const clock = createClock();
  const stage = await startStage({
    ...input,
    mode: 'route',
    recordPath: `${input.folder}/billing-${label.replaceAll(' ', '-')}.sqlite`,
    now: clock.now,
  });
  const failures = [...(await playAll(turns, { ...input, baseUrl: stage.composed.gateway.url, clock }))];
  const billedNano = costNanoOf(stage.simulator);
  await stage.record.flush();
  const { money } = await stage.record.query.totals({});
  const reads = stage.simulator.billed.map(({ usage }) => usage.cache_read_input_tokens);
  await stage.close();
  const baseline = await startUpstream(input.transcripts, clock.now);
  failures.push(...(await playAll(turns, { baseUrl: baseline.baseUrl, label: `${label}, reasoning alone`, clock })));
  const reasoningNano = costNanoOf(baseline);
  await baseline.close();

  const { costNanoUsd: costNano = Number.NaN, baselineNanoUsd: baselineNano = Number.NaN } = money;
  const expected = expectedReads(turns, stage);
  const agreeing = expected.filter((tokens, index) => tokens === reads[index]).length;
  const offPercent = (100 * (baselineNano - reasoningNano)) / reasoningNano;
  if (money.turns !== turns.length || money.turnsOfUnknownCost > 0)
    failures.push(
      `${label}: ${money.turns} of ${turns.length} turns recorded, ${money.turnsOfUnknownCost} without a cost`,
    );
  if (costNano !== billedNano)
    failures.push(`${label}: the record says ${usd(costNano)}, the simulator billed ${usd(billedNano)}`);
  if (!(Math.abs(offPercent) < 1))
    failures.push(`${label}: the modelled baseline is off by ${offPercent.toFixed(2)} %`);
  for (const [index, turn] of turns.entries()) {
    if (expected[index] === reads[index]) continue;
    failures.push(
      `${turn.conversation}[${turn.index}] on ${stage.events[index]?.servedModel}: expected ${expected[index]} cached tokens, read ${reads[index]}`,
    );
  }
  const away = stage.events.filter((event) => event.servedModel !== event.requestedModel).length;
  process.stdout.write(
    `billing, ${label}: ${turns.length} turns, ${away} away, record ${usd(costNano)}, simulator ${usd(billedNano)}; cached tokens as expected on ${agreeing} of ${turns.length}; baseline ${usd(baselineNano)} modelled, ${usd(reasoningNano)} really (${offPercent.toFixed(3)} %), ${failures.length} failures\n`,
  );
  return failures;
}

/** What is billed, and how. */
export interface BillingInput extends JobInput {
  readonly label: string;
  /** Every third turn is pinned to the execution tier: switches that the arithmetic would not make. */
  readonly pinsThird?: boolean;
}

interface Clock {
  now(): number;
  /** Lets time pass before a turn. */
  pass(index: number): void;
}

/** Runs as the machine's does, from a fixed day on, and jumps: nine seconds between turns, and over five minutes before every 40th. */
function createClock(): Clock {
  let aheadMs = 0;
  return {
    now: () => startMs + performance.now() + aheadMs,
    pass(index) {
      aheadMs += index % 40 === 39 ? 320_000 : 9_000;
    },
  };
}

const startMs = Date.UTC(2026, 10, 20);

async function playAll(
  turns: readonly RecordedTurn[],
  run: Pick<BillingInput, 'label' | 'pinsThird'> & { readonly baseUrl: string; readonly clock: Clock },
): Promise<readonly string[]> {
  const client = new Anthropic({ baseURL: run.baseUrl, apiKey, maxRetries: 0 });
  const pinned = client.withOptions({ defaultHeaders: { 'x-turnwise-tier': 'execution' } });
  const progress = createProgress(run.label, turns.length);
  const failures: string[] = [];
  for (const [index, turn] of turns.entries()) {
    run.clock.pass(index);
    const by = run.pinsThird === true && index % 3 === 2 ? pinned : client;
    const difference = await playTurn(by, turn, index % 2 === 0).catch((error: unknown) => String(error));
    if (difference !== undefined) failures.push(difference);
    progress.step();
  }
  progress.done();
  return failures;
}

/** What a second knowledge base, told of each event as the record holds it, expects the model that answered to read. */
function expectedReads(turns: readonly RecordedTurn[], { events, config }: Stage): readonly (number | undefined)[] {
  const reader = createTurnReader({ salt: 'job' });
  let count = 0;
  const knowledge = new KnowledgeBase({ createId: () => `new-${++count}` });
  return turns.map((turn, index) => {
    const event = events[index];
    const body = Buffer.from(JSON.stringify(turn.body));
    const reading = reader.read({
      body,
      header: (name) => (name === 'authorization' ? `Bearer ${apiKey}` : undefined),
    });
    if (event === undefined || reading.kind !== 'turn') return undefined;
    const expected = expectedOf(event, { knowledge, reading, policy: config.policy });
    const kept: unknown = JSON.parse(JSON.stringify(event));
    if (!isDeepStrictEqual(kept, event)) throw new Error(`turn ${event.turnId} is not the same as JSON`);
    knowledge.learn(event);
    return expected;
  });
}

function expectedOf(
  event: TurnEvent,
  known: {
    readonly knowledge: KnowledgeBase;
    readonly reading: Parameters<typeof promptOf>[0];
    readonly policy: Policy;
  },
): number | undefined {
  const { turn, chain, session } = known.reading;
  const claim = { hashes: chain.hashes, scope: session.scope, answeredCallIds: turn.tail.calls.map((call) => call.id) };
  const { economy } = known.knowledge.begin(claim, {
    nowMs: event.attempts.at(-1)?.startedAtMs ?? event.startedAtMs,
    controlShare: 0,
    cooldownTurns: 3,
    requestedModel: turn.requestedModel,
    prefixBytes: turn.transcript.prefixBytes,
    prompt: promptOf(known.reading),
    policy: known.policy,
  }).knowledge;
  const { servedTier: tier, servedModel: model, decision } = event;
  return economy?.cacheOf({ tier, model, edits: decision.edits }).cachedTokens;
}

/** The turn with `cache_control` on the last block of its request. */
function withBreakpoint(turn: RecordedTurn): RecordedTurn {
  const messages = turn.body.messages as readonly { readonly role: string; readonly content: unknown }[];
  const last = messages.at(-1);
  if (last === undefined) return turn;
  const blocks: readonly object[] = Array.isArray(last.content) ? last.content : [{ type: 'text', text: last.content }];
  const marked = blocks.map((block, index) =>
    index === blocks.length - 1 ? { ...block, cache_control: { type: 'ephemeral' } } : block,
  );
  return {
    ...turn,
    body: { ...turn.body, messages: [...messages.slice(0, -1), { role: last.role, content: marked }] },
  };
}

/** In nano-dollars: every price of the simulator's table is a whole number of them for a token. */
function costNanoOf({ billed }: Simulator): number {
  return billed.reduce((sum, { costPicoUsd }) => sum + costPicoUsd, 0) / 1_000;
}

function usd(nanoUsd: number): string {
  return `$${(nanoUsd / 1e9).toFixed(6)}`;
}
