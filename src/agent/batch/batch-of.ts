import { setTimeout as wait } from 'node:timers/promises';
import { costOf, given, listPrices, nanoToUsd, type PriceBook, type Usage } from '../../core/index.ts';
import { readUsage } from '../../wire/index.ts';
import { isObject, type JsonObject } from '../message.ts';
import type { BatchClient } from './batch-client.ts';

/** One request of a batch. */
export interface BatchRequest {
  /** Unique in the batch: up to 64 letters, digits, `_` and `-`. */
  readonly id: string;
  /** A Messages request that does not stream (an SDK's `MessageCreateParamsNonStreaming` fits). */
  readonly request: { readonly model: string };
}

/** How a batch is waited for. */
export interface BatchOptions {
  /** Stops the waiting; the batch goes on, and can be waited for again by its id. */
  readonly signal?: AbortSignal;
  /** Told as soon as the batch is taken: keep it, to wait for the same batch in another process. */
  readonly onCreated?: (batchId: string) => void;
  /** Waits between looks: from the first, twice as long each time, to the longest. Default 2,000 and 60,000. */
  readonly firstWaitMs?: number;
  readonly longestWaitMs?: number;
  /** Default: the list prices. Batches cost half. */
  readonly prices?: PriceBook;
  /** Milliseconds since 1970, for dated prices; default `Date.now`. */
  readonly now?: () => number;
}

/** What came of one request. `canceled` and `expired` ones were not billed. */
export type BatchOutcome =
  | {
      readonly kind: 'succeeded';
      /** The API's message, as it came. */
      readonly message: JsonObject;
      readonly usage?: Usage;
      /** At half the price. Absent: the model is unpriced or the usage unknown. */
      readonly costUsd?: number;
    }
  | { readonly kind: 'errored'; readonly type: string; readonly message: string }
  | { readonly kind: 'canceled' | 'expired' };

/** A batch that has ended. */
export interface EndedBatch {
  readonly batchId: string;
  /** By the requests' ids. */
  readonly outcomes: ReadonlyMap<string, BatchOutcome>;
  /** Of the requests whose cost is known; null: of none is it. */
  readonly costUsd: number | null;
  /** Requests that succeeded at a cost that is not known. */
  readonly costUnknown: number;
}

/**
 * Bulk work that can wait, at half the price: hands requests to the Message Batches API, waits until all are done (at most a
 * day), and gives what came of each. Nothing is routed: each request names its model. Rejects with the SDK's error where the
 * batch is refused or cannot be asked after, and when the signal aborts.
 */
export async function batchOf(
  client: BatchClient,
  requests: readonly BatchRequest[],
  options: BatchOptions = {},
): Promise<EndedBatch> {
  const { signal } = options;
  const params = { requests: requests.map(({ id, request }) => ({ custom_id: id, params: request })) };
  // The SDK's type names every field of a request; what is wrong in one is the API's to say.
  const { id } = await client.messages.batches.create(params as never, given('signal', signal));
  options.onCreated?.(id);
  return endedBatch(client, id, options);
}

/** The same for a batch that was created before, by its id. */
export async function endedBatch(
  client: BatchClient,
  batchId: string,
  options: BatchOptions = {},
): Promise<EndedBatch> {
  const { signal, firstWaitMs = 2_000, longestWaitMs = 60_000, prices = listPrices, now = Date.now } = options;
  const call = given('signal', signal);
  let waitMs = firstWaitMs;
  for (;;) {
    const { processing_status: status } = await client.messages.batches.retrieve(batchId, undefined, call);
    if (status === 'ended') break;
    await wait(waitMs, undefined, call);
    waitMs = Math.min(2 * waitMs, longestWaitMs);
  }
  const outcomes = new Map<string, BatchOutcome>();
  const costs: (number | undefined)[] = [];
  for await (const line of await client.messages.batches.results(batchId, undefined, call)) {
    if (!isObject(line) || typeof line.custom_id !== 'string') continue;
    const { outcome, nanoUsd } = toOutcome(line.result, { prices, atMs: now() });
    outcomes.set(line.custom_id, outcome);
    if (outcome.kind === 'succeeded') costs.push(nanoUsd);
  }
  const known = costs.filter((cost) => cost !== undefined);
  return {
    batchId,
    outcomes,
    costUsd: known.length === 0 ? null : nanoToUsd(known.reduce((sum, cost) => sum + cost, 0)),
    costUnknown: costs.length - known.length,
  };
}

/** What prices go by. */
interface Pricing {
  readonly prices: PriceBook;
  readonly atMs: number;
}

function toOutcome(result: unknown, pricing: Pricing): { readonly outcome: BatchOutcome; readonly nanoUsd?: number } {
  if (!isObject(result)) return { outcome: toError({}) };
  if (result.type === 'succeeded' && isObject(result.message)) return toSuccess(result.message, pricing);
  if (result.type === 'canceled' || result.type === 'expired') return { outcome: { kind: result.type } };
  return { outcome: toError(result) };
}

/** A batch's messages are priced as such, whether they say so or not. */
function toSuccess(received: object, { prices, atMs }: Pricing) {
  const message = JSON.parse(JSON.stringify(received));
  const usage = readUsage(message.usage);
  const nanoUsd =
    usage === undefined
      ? undefined
      : costOf({ model: String(message.model), usage: { ...usage, serviceTier: 'batch' }, atMs }, prices);
  const costUsd = nanoUsd === undefined ? undefined : nanoToUsd(nanoUsd);
  const outcome: BatchOutcome = { kind: 'succeeded', message, ...given('usage', usage), ...given('costUsd', costUsd) };
  return { outcome, ...given('nanoUsd', nanoUsd) };
}

/** An error in a result is the API's error body, or its inner part. */
function toError({ error: body }: Readonly<Record<string, unknown>>): BatchOutcome {
  const error = isObject(body) && isObject(body.error) ? body.error : isObject(body) ? body : {};
  return {
    kind: 'errored',
    type: typeof error.type === 'string' ? error.type : 'api_error',
    message: typeof error.message === 'string' ? error.message : 'the request failed',
  };
}
