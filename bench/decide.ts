/**
 * `npm run bench:decide`: deciding alone, on a turn with a real choice: the tail is parsed, the ledger warm. By length of the
 * conversation, with what belongs to the turn around it (placing, settling, learning), and the memory of a tracked conversation.
 */
import { compilePolicy, decide, parseSettings, reasoningTier, type TurnEvent } from '../src/core/index.ts';
import { KnowledgeBase, type KnownTurn } from '../src/knowledge/index.ts';
import { promptOf } from '../src/routing/index.ts';
import { createTurnReader, type ReadTurn } from '../src/wire/index.ts';

const parsed = parseSettings({});
const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
const { policy } = compiled;
const startMs = Date.UTC(2026, 10, 20);
const model = 'claude-sonnet-5-5';
const rounds = 3_000;

/** A request of so many turns, each with a simple tool, cached up to its last block. */
function requestOf(turns: number, name = 'conversation'): ReadTurn {
  const messages: object[] = [{ role: 'user', content: `How is the weather? ${name}` }];
  for (let turn = 0; turn < turns; turn++) {
    const id = `toolu_${turn}`;
    messages.push(
      { role: 'assistant', content: [{ type: 'tool_use', id, name: 'weather_tool', input: { day: turn } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: 'Sunny. '.repeat(40) }] },
    );
  }
  const tools = [{ name: 'weather_tool', input_schema: { type: 'object' } }];
  const body = { model, max_tokens: 500, cache_control: { type: 'ephemeral' }, tools, messages };
  const reading = createTurnReader({ salt: 'bench' }).read({
    body: Buffer.from(JSON.stringify(body)),
    header: () => undefined,
  });
  if (reading.kind !== 'turn') throw new Error(reading.why);
  return reading;
}

function begin(knowledge: KnowledgeBase, { turn, chain }: ReadTurn, prompt: ReturnType<typeof promptOf>): KnownTurn {
  const claim = { hashes: chain.hashes, scope: '', answeredCallIds: turn.tail.calls.map((call) => call.id) };
  const { prefixBytes } = turn.transcript;
  return knowledge.begin(claim, {
    ...{ nowMs: startMs, controlShare: 0, cooldownTurns: 3, requestedModel: model, prefixBytes, prompt, policy },
  });
}

/** The event of a turn that stayed home, with its whole prompt written. */
function settled(known: KnownTurn, { turn }: ReadTurn): TurnEvent {
  const decision = decide(turn, policy, known.knowledge);
  const served = { tier: reasoningTier, model, edits: [] };
  const promptTokens = Math.round(turn.transcript.prefixBytes / 3);
  const usage = { inputTokens: 0, outputTokens: 80, cacheReadTokens: 0, cacheWriteTokens: promptTokens };
  const attempt = {
    purpose: 'turn',
    ...served,
    startedAtMs: startMs,
    durationMs: 900,
    end: 'complete',
    usage,
  } as const;
  const ending = {
    ...{ nowMs: startMs, attempts: [attempt], served, simple: true, replyCallIds: [] },
    ...{ beginsLoop: false, dropsBlocks: false, limits: [] },
  };
  return {
    ...{ turnId: 'turn', conversationId: known.conversationId, place: known.place, startedAtMs: startMs },
    ...{ durationMs: 900, addedMs: 1, mode: 'route', client: 'bench', stream: true, requestedModel: model, decision },
    ...{ servedTier: reasoningTier, servedModel: model, attempts: [attempt], ...known.settle(ending) },
  };
}

/** Median microseconds of a call. */
function medianUs(call: () => unknown): number {
  for (let round = 0; round < rounds; round++) call();
  const times = Array.from({ length: rounds }, () => {
    const from = performance.now();
    call();
    return (performance.now() - from) * 1000;
  });
  return times.sort((one, other) => one - other)[rounds >> 1] ?? Number.NaN;
}

function measure(turns: number): { readonly decideUs: number } {
  let count = 0;
  const knowledge = new KnowledgeBase({ createId: () => `c${++count}` });
  const before = requestOf(turns - 1);
  knowledge.learn(settled(begin(knowledge, before, promptOf(before)), before));
  const reading = requestOf(turns);
  const prompt = promptOf(reading);
  const known = begin(knowledge, reading, prompt);
  const { quotes } = decide(reading.turn, policy, known.knowledge);
  if (quotes.length < 2 || quotes[0]?.cachedTokens === 0) throw new Error('no choice, or a cold ledger');
  const event = settled(known, reading);
  const decideUs = medianUs(() => decide(reading.turn, policy, known.knowledge));
  const around = {
    promptUs: medianUs(() => promptOf(reading)),
    settleUs: medianUs(() => settled(known, reading)) - decideUs,
    learnUs: medianUs(() => knowledge.learn(event)),
  };
  const words = Object.entries(around).map(([name, us]) => `${name} ${us.toFixed(1)}`);
  process.stdout.write(`${turns} turns: decide p50 ${decideUs.toFixed(1)} us (${words.join(', ')})\n`);
  return { decideUs };
}

function memory(conversations: number): void {
  const collect = globalThis.gc ?? (() => undefined);
  const requests = Array.from({ length: conversations }, (_, index) => requestOf(2, `conversation ${index}`));
  collect();
  const before = process.memoryUsage().heapUsed;
  let count = 0;
  const knowledge = new KnowledgeBase({ createId: () => `c${++count}` });
  for (const request of requests) knowledge.learn(settled(begin(knowledge, request, promptOf(request)), request));
  collect();
  const bytes = (process.memoryUsage().heapUsed - before) / conversations;
  process.stdout.write(`${bytes.toFixed(0)} bytes of heap a tracked conversation (of ${requests.length})\n`);
  const [first] = requests;
  if (first === undefined || begin(knowledge, first, promptOf(first)).place === 'first') throw new Error('forgotten');
}

const figures = [10, 50, 200, 800].map(measure);
const ratio = (figures.at(-1)?.decideUs ?? Number.NaN) / (figures[0]?.decideUs ?? Number.NaN);
process.stdout.write(`decide, 800 turns to 10: ${ratio.toFixed(2)}\n`);
memory(5_000);
if (!((figures[2]?.decideUs ?? Number.NaN) < 50)) {
  process.stdout.write('FAILED: deciding takes 50 us or more at 200 turns\n');
  process.exitCode = 1;
}
