/**
 * `/v1/messages/batches`: bulk work at half the price. A batch neither reads nor warms the cache here: of the real one nothing
 * else may be assumed. Results come in another order than the requests, as the API says they may.
 */
import { finishAnswer } from '../answer.ts';
import type { Batch, BatchResult } from '../batches.ts';
import { digestOf } from '../digest.ts';
import { type ApiError, errorBody, invalidRequest } from '../errors.ts';
import { isObject, type JsonObject, parseJson, stringOf } from '../json.ts';
import { costOf } from '../price.ts';
import { layOut } from '../prompt/prefix.ts';
import { credentialOf, type MessagesRequest, readRequest } from '../prompt/request.ts';
import type { Simulation } from '../simulation.ts';
import { modelledTime } from '../timing.ts';
import { usageOf } from '../usage.ts';
import { type Exchange, sendError, sendJson } from './exchange.ts';
import { toMessage } from './message.ts';
import { answerOf } from './messages-endpoint.ts';

/** Answers `POST /v1/messages/batches`. */
export function createBatch(exchange: Exchange, simulation: Simulation): void {
  const entries = readEntries(exchange);
  if ('error' in entries) return sendError(exchange, entries.error);
  const batch: Batch = {
    id: simulation.nextId('msgbatch'),
    credential: credentialDigest(exchange),
    createdAtMs: simulation.now(),
    results: entries.value.map((entry) => resultOf(entry, exchange, simulation)).reverse(),
    looks: 0,
  };
  simulation.batches.add(batch);
  sendJson(exchange, 200, JSON.stringify(toBatchObject(batch, exchange)));
}

/** Answers `GET /v1/messages/batches/{id}` and, once the batch has ended, its `/results`. */
export function answerBatch(
  exchange: Exchange,
  simulation: Simulation,
  { id, results }: { id: string; results: boolean },
): void {
  const batch = simulation.batches.find(id, credentialDigest(exchange));
  if (batch === undefined) return sendError(exchange, { type: 'not_found_error', message: `Batch ${id} not found` });
  if (!results) {
    batch.looks += 1;
    return sendJson(exchange, 200, JSON.stringify(toBatchObject(batch, exchange)));
  }
  if (!hasEnded(batch)) return sendError(exchange, invalidRequest(`Batch ${id} has no results yet`));
  exchange.response.writeHead(200, { 'content-type': 'application/x-jsonl' });
  exchange.response.end(batch.results.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

interface Entry {
  readonly customId: string;
  readonly params: JsonObject;
}

function readEntries({ body }: Exchange): { readonly value: readonly Entry[] } | { readonly error: ApiError } {
  const json = parseJson(body.toString());
  const list = isObject(json) && Array.isArray(json.requests) ? json.requests.filter(isObject) : [];
  if (list.length === 0) return { error: invalidRequest('requests: at least one request is required') };
  const entries = list.map(({ custom_id: id, params }) => ({
    customId: stringOf(id) ?? '',
    params: isObject(params) ? params : {},
  }));
  const odd = entries.findIndex(({ customId }) => !/^[a-zA-Z0-9_-]{1,64}$/.test(customId));
  if (odd !== -1) return { error: invalidRequest(`requests.${odd}.custom_id: String should match pattern`) };
  if (new Set(entries.map(({ customId }) => customId)).size < entries.length)
    return { error: invalidRequest('requests: custom_id must be unique') };
  return { value: entries };
}

function resultOf({ customId, params }: Entry, exchange: Exchange, simulation: Simulation): BatchResult {
  const read = readRequest(params, exchange.request.headers, 'messages');
  if ('error' in read) return errored(customId, read.error, exchange);
  const request = read.value;
  const refused = request.stream
    ? invalidRequest('stream: not supported in batches')
    : simulation.steps.map((step) => step(request)).find((error) => error !== undefined);
  if (refused !== undefined) return errored(customId, refused, exchange);
  const answer = answerOf(request, simulation);
  if ('error' in answer) return errored(customId, answer.error, exchange);
  const message = messageOf(request, finishAnswer(answer.value, request), simulation);
  return { custom_id: customId, result: { type: 'succeeded', message: parseJson(JSON.stringify(message)) ?? {} } };
}

function messageOf(request: MessagesRequest, answer: ReturnType<typeof finishAnswer>, simulation: Simulation) {
  const uncachedTokens = layOut(request).totalTokens;
  const nothing = { readTokens: 0, write5mTokens: 0, write1hTokens: 0, begin: () => undefined };
  const usage = {
    ...usageOf({ ...nothing, uncachedTokens }, answer.output, request.settings),
    service_tier: 'batch' as const,
  };
  const atMs = simulation.now();
  simulation.billed.add({
    requestId: simulation.nextId('req'),
    model: request.model.id,
    usage,
    atMs,
    costPicoUsd: costOf(request.model, usage, atMs),
    aborted: false,
    ...modelledTime(
      request.model,
      { newTokens: uncachedTokens, cachedTokens: 0, outputTokens: answer.output.totalTokens },
      1,
    ),
  });
  return toMessage(simulation.nextId('msg'), request.model.id, { ...answer, usage });
}

function errored(customId: string, error: ApiError, { requestId }: Exchange): BatchResult {
  return { custom_id: customId, result: { type: 'errored', error: parseJson(errorBody(error, requestId)) ?? {} } };
}

function hasEnded({ looks }: Batch): boolean {
  return looks > 1;
}

function toBatchObject(batch: Batch, { request }: Exchange): JsonObject {
  const at = (ms: number) => new Date(ms).toISOString();
  const { id, createdAtMs, results } = batch;
  const ended = hasEnded(batch);
  const count = (type: string) => (ended ? results.filter(({ result }) => result.type === type).length : 0);
  return {
    id,
    type: 'message_batch',
    processing_status: ended ? 'ended' : 'in_progress',
    created_at: at(createdAtMs),
    expires_at: at(createdAtMs + 24 * 3_600_000),
    ended_at: ended ? at(createdAtMs) : null,
    archived_at: null,
    cancel_initiated_at: null,
    request_counts: {
      processing: ended ? 0 : results.length,
      succeeded: count('succeeded'),
      errored: count('errored'),
      canceled: 0,
      expired: 0,
    },
    results_url: ended ? `http://${request.headers.host}/v1/messages/batches/${id}/results` : null,
  };
}

function credentialDigest({ request }: Exchange): string {
  return digestOf(credentialOf(request.headers) ?? '');
}
