/**
 * `POST /v1/messages`, in order: read the body, find the thread, pass the steps, see which fault is asked for, ask the
 * answerers, look into the cache, wait for the first token, answer, bill.
 */
import { type Answer, emptyAnswer, type FinishedAnswer, finishAnswer } from '../answer.ts';
import { invalidRequest, type Outcome } from '../errors.ts';
import type { Fault } from '../faults/fault.ts';
import { faultOf } from '../faults/fault-of.ts';
import { parseJson } from '../json.ts';
import type { PaceClock } from '../pace.ts';
import { costOf } from '../price.ts';
import { layOut } from '../prompt/prefix.ts';
import type { CacheUse } from '../prompt/prompt-cache.ts';
import { type Endpoint, type MessagesRequest, readRequest } from '../prompt/request.ts';
import type { Random } from '../random.ts';
import type { Simulation } from '../simulation.ts';
import { type ModelledTime, modelledTime } from '../timing.ts';
import { usageOf } from '../usage.ts';
import { type Exchange, sendError } from './exchange.ts';
import { type ResponseMessage, toMessage } from './message.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';
import { directReply, type Reply } from './reply.ts';
import { streamEvents, streamWrites } from './sse-answer.ts';

/** Reads the body of a request to one of the two endpoints that take a prompt. */
export function readBody({ body, request }: Exchange, endpoint: Endpoint): Outcome<MessagesRequest> {
  const json = parseJson(body.toString());
  if (json === undefined) return { error: invalidRequest('The request body is not valid JSON.') };
  return readRequest(json, request.headers, endpoint);
}

function admit(exchange: Exchange, simulation: Simulation, startMs: number): Outcome<MessagesRequest> {
  const read = readBody(exchange, 'messages');
  if ('error' in read) return read;
  const resolved = simulation.threads.resolve(read.value, startMs);
  if ('error' in resolved) return resolved;
  for (const step of simulation.steps) {
    const error = step(resolved.value);
    if (error !== undefined) return { error };
  }
  return resolved;
}

/** What the answerers say to a request. */
export function answerOf(request: MessagesRequest, simulation: Simulation): Outcome<Answer> {
  if (request.maxTokens === 0) return { value: emptyAnswer };
  for (const answerer of simulation.answerers) {
    const answer = answerer(request);
    if (answer !== undefined) return { value: answer };
  }
  return { error: invalidRequest('The simulator has no scripted or recorded answer to this conversation.') };
}

function findAnswer(request: MessagesRequest, simulation: Simulation): Outcome<FinishedAnswer> {
  const answer = answerOf(request, simulation);
  return 'error' in answer ? answer : { value: finishAnswer(answer.value, request) };
}

/** A turn that is about to be answered. */
interface Turn {
  readonly exchange: Exchange;
  readonly request: MessagesRequest;
  readonly message: ResponseMessage;
  readonly reply: Reply;
  readonly changeEvents: Fault['changeEvents'];
  readonly cache: CacheUse;
  readonly time: ModelledTime;
  readonly startMs: number;
  readonly random: Random;
}

/** Answers a Messages request, streamed or not. */
export async function answerMessages(exchange: Exchange, simulation: Simulation): Promise<void> {
  const startMs = simulation.now();
  const admitted = admit(exchange, simulation, startMs);
  if ('error' in admitted) return sendError(exchange, admitted.error);
  const request = admitted.value;
  const fault = faultOf(request, simulation.chooseFault);
  if ('error' in fault) return sendError(exchange, fault.error);
  const { instead, changeEvents, wrap } = fault.value;
  const direct = directReply(exchange.response);
  const reply = wrap?.(direct, exchange.response) ?? direct;
  if (instead !== undefined) return instead(reply, { requestId: exchange.requestId, stream: request.stream });
  const answer = findAnswer(request, simulation);
  if ('error' in answer) return sendError(exchange, answer.error);
  const { output } = answer.value;
  const cache = simulation.cache.use(layOut(request), request.model.cacheMinimumTokens, startMs);
  const usage = usageOf(cache, output, request.settings);
  const random = simulation.nextRandom();
  const workload = {
    newTokens: cache.uncachedTokens + cache.write5mTokens + cache.write1hTokens,
    cachedTokens: cache.readTokens,
    outputTokens: output.totalTokens,
  };
  const time = modelledTime(request.model, workload, 1 + simulation.jitterShare * (2 * random() - 1));
  const message = toMessage(simulation.nextId('msg'), request.model.id, { ...answer.value, usage });
  await deliver({ exchange, request, message, reply, changeEvents, cache, time, startMs, random }, simulation);
}

async function deliver(turn: Turn, simulation: Simulation): Promise<void> {
  const { response } = turn.exchange;
  const left = new AbortController();
  response.once('close', () => left.abort('the client has left or has its answer'));
  const until = simulation.pace(left.signal);
  await until(turn.time.firstTokenMs);
  if (response.destroyed) return;
  turn.cache.begin();
  for (const [name, value] of rateLimitHeaders(turn.message.usage, simulation.now())) response.setHeader(name, value);
  if (turn.request.stream) return streamMessage(turn, simulation, until);
  await until(turn.time.firstTokenMs + turn.time.generationMs);
  complete(turn, simulation, 1);
  const body = Buffer.from(JSON.stringify(turn.message));
  await turn.reply.begin({
    status: 200,
    headers: [
      ['content-type', 'application/json'],
      ['content-length', String(body.length)],
    ],
  });
  await turn.reply.write(body);
  await turn.reply.end();
}

async function streamMessage(turn: Turn, simulation: Simulation, until: PaceClock): Promise<void> {
  const { reply, exchange, changeEvents } = turn;
  const events = streamEvents(turn.message, turn.random);
  const writes = streamWrites(changeEvents?.(events) ?? events, turn.random);
  await reply.begin({
    status: 200,
    headers: [
      ['content-type', 'text/event-stream; charset=utf-8'],
      ['cache-control', 'no-cache'],
    ],
  });
  let sentShare = 0;
  for (const [index, write] of writes.entries()) {
    await until(turn.time.firstTokenMs + turn.time.generationMs * write.sentShare);
    if (exchange.response.destroyed) return complete(turn, simulation, sentShare);
    sentShare = write.sentShare;
    if (index === writes.length - 1) complete(turn, simulation, 1);
    await reply.write(write.bytes);
  }
  await reply.end();
}

/** Bills a turn, of whose output the client got `sentShare`, and holds its thread when the answer is complete. */
function complete(turn: Turn, simulation: Simulation, sentShare: number): void {
  const { exchange, request, message, startMs, time } = turn;
  const aborted = sentShare < 1;
  const usage = aborted
    ? { ...message.usage, output_tokens: Math.ceil(message.usage.output_tokens * sentShare) }
    : message.usage;
  const costPicoUsd = costOf(request.model, usage, startMs);
  const { requestId } = exchange;
  simulation.billed.add({ requestId, model: message.model, usage, atMs: startMs, costPicoUsd, ...time, aborted });
  if (!aborted) simulation.threads.hold(request, message, simulation.now());
}
