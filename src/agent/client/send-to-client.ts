import { Readable } from 'node:stream';
import type { Send } from '../../attempt/index.ts';
import { formatSseEvent } from '../../wire/index.ts';
import { isObject, type JsonObject } from '../message.ts';
import type { AgentClient, AskModel, ClientRequest, SdkClient } from './agent-client.ts';
import { type OnThrown, type OpenedReply, sendOpening } from './opened-reply.ts';
import { asAnswer, rawHeadersOf } from './status-error.ts';

/** The call of one request through a user's client. What the client throws is told to `onThrown`, unless it is the API's answer. */
export function sendToClient(client: AgentClient, request: ClientRequest, onThrown: OnThrown): Send {
  const open = typeof client === 'function' ? openByFunction(client, request) : openBySdk(client, request);
  return sendOpening(async (signal) => {
    try {
      return await open(signal);
    } catch (error) {
      const answer = asAnswer(error);
      if (answer === undefined) throw error;
      onThrown(error);
      return answer;
    }
  }, onThrown);
}

type Open = (signal: AbortSignal) => Promise<OpenedReply>;

/** The SDK's own client sends the bytes, authenticates, and retries; its response's bytes are the reply. */
function openBySdk(client: SdkClient, { body, headers, maxRetries }: ClientRequest): Open {
  return async (signal) => {
    const response = await client
      .post('/v1/messages', {
        body: body.toString(),
        headers: { 'content-type': 'application/json', 'accept-encoding': 'identity', ...headers },
        signal,
        stream: true,
        ...(maxRetries === undefined ? {} : { maxRetries }),
      })
      .asResponse();
    const contentType = response.headers.get('content-type') ?? '';
    return {
      head: {
        status: response.status,
        statusText: response.statusText,
        headers: [...rawHeadersOf(response.headers), 'content-type', contentType],
      },
      chunks: response.body ?? Readable.from([]),
    };
  };
}

/** A function's events go through the same code as bytes: as server-sent events, in its own words. */
function openByFunction(ask: AskModel, { body, headers }: ClientRequest): Open {
  return async (signal) => {
    const events = await ask(requestOf(body), { signal, headers });
    const iterator = events[Symbol.asyncIterator]();
    const first = await iterator.next();
    return {
      head: { status: 200, statusText: 'OK', headers: ['content-type', 'text/event-stream'] },
      chunks: asBytes(first, iterator),
    };
  };
}

async function* asBytes(
  first: IteratorResult<{ readonly type: string }>,
  iterator: AsyncIterator<{ readonly type: string }>,
): AsyncIterable<Uint8Array> {
  try {
    for (let next = first; next.done !== true; next = await iterator.next()) {
      yield Buffer.from(formatSseEvent({ event: next.value.type, data: JSON.stringify(next.value) }));
    }
  } finally {
    await iterator.return?.();
  }
}

function requestOf(body: Buffer): JsonObject & { readonly model: string } {
  const request: unknown = JSON.parse(body.toString());
  if (!isObject(request) || typeof request.model !== 'string') throw new TypeError('a request has a model');
  return request as JsonObject & { readonly model: string };
}
