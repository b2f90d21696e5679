import type { Fetch, FetchRequest } from '../../routing/index.ts';
import { formatSseEvent } from '../../wire/index.ts';
import { isObject, type JsonObject } from '../message.ts';
import type { AgentClient, AskModel, SdkClient } from './agent-client.ts';
import { asAnswer } from './status-error.ts';

/** The address that stands for an agent's client, wherever that sends its requests. */
export const clientUrl = 'https://client.turnwise.invalid/v1/messages';

/** What the way through a client needs to know. */
export interface ClientFetchOptions {
  /** The reasoning tier's model: its calls are retried as the client retries. */
  readonly homeModel: string;
  /** Told of what the client throws, so that it can be named as a cause. */
  readonly onThrown: (error: unknown) => void;
}

/** A `fetch` through a user's client: its response, or the API's answer that it threw. Other addresses are asked directly. */
export function fetchByClient(client: AgentClient, options: ClientFetchOptions): Fetch {
  const ask = typeof client === 'function' ? byFunction(client) : bySdk(client, options);
  return async (request) => {
    if (request.url !== clientUrl) return elsewhere(request);
    try {
      return await ask(request);
    } catch (error) {
      options.onThrown(error);
      const answer = asAnswer(error);
      if (answer === undefined) throw error;
      return answer;
    }
  };
}

/** A tier's own upstream. Its key stands in the headers already. */
function elsewhere({ url, headers, body, signal }: FetchRequest): Promise<Response> {
  return fetch(url, { method: 'POST', headers, body, signal });
}

/** The SDK's own client sends the bytes, authenticates, and retries; its response's bytes are the reply. */
function bySdk(client: SdkClient, { homeModel }: ClientFetchOptions): Fetch {
  return ({ headers, body, signal }) =>
    client
      .post('/v1/messages', {
        body,
        headers: { 'content-type': 'application/json', ...askedHeaders(headers) },
        signal,
        stream: true,
        ...(isHomeTurn(body, homeModel) ? {} : { maxRetries: 0 }),
      })
      .asResponse();
}

/**
 * A held attempt that fails is followed by the reasoning tier's: the client's own retries would only make it late. A ping is
 * never sent twice. A body begins with its model, its length and, of a turn, that it streams.
 */
function isHomeTurn(body: string, homeModel: string): boolean {
  return /^\{"model":"([^"]*)","max_tokens":\d+,"stream":true/.exec(body)?.[1] === homeModel;
}

/** A function's events go through the same code as bytes: as server-sent events, in its own words. */
function byFunction(ask: AskModel): Fetch {
  return async ({ headers, body, signal }) => {
    const events = await ask(requestOf(body), { signal, headers: askedHeaders(headers) });
    const iterator = events[Symbol.asyncIterator]();
    // The head is only known to be good once there is a first event: an error in its place is the API's answer.
    let next: IteratorResult<{ readonly type: string }> | undefined = await iterator.next();
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = next ?? (await iterator.next());
        next = undefined;
        if (done === true) controller.close();
        else controller.enqueue(Buffer.from(formatSseEvent({ event: value.type, data: JSON.stringify(value) })));
      },
      async cancel() {
        await iterator.return?.();
      },
    });
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
  };
}

/** Who the client is, and which version it speaks, is the client's to say. */
function askedHeaders(headers: Headers): Record<string, string> {
  const beta = headers.get('anthropic-beta');
  return beta === null ? {} : { 'anthropic-beta': beta };
}

function requestOf(body: string): JsonObject & { readonly model: string } {
  const request: unknown = JSON.parse(body);
  if (!isObject(request) || typeof request.model !== 'string') throw new TypeError('a request has a model');
  return request as JsonObject & { readonly model: string };
}
