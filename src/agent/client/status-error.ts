import { isObject } from '../message.ts';
import type { OpenedReply } from './opened-reply.ts';

/**
 * A thrown error that is the API's answer (an SDK's `APIError`: `status`, `headers`, the parsed body in `error`) as that
 * answer; `undefined` for any other.
 */
export function asAnswer(thrown: unknown): OpenedReply | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { status, error, headers }: Readonly<Record<string, unknown>> = { ...thrown, ...own(thrown) };
  if (typeof status !== 'number' || status < 400) return undefined;
  const body = isObject(error) ? error : { type: 'error', error: { type: 'api_error', message: thrown.message } };
  return {
    head: { status, statusText: '', headers: [...rawHeadersOf(headers), 'content-type', 'application/json'] },
    chunks: only(Buffer.from(JSON.stringify(body))),
  };
}

function own(thrown: Error) {
  return {
    status: Reflect.get(thrown, 'status'),
    error: Reflect.get(thrown, 'error'),
    headers: Reflect.get(thrown, 'headers'),
  };
}

/** Headers of the body as it was sent: it comes decoded. */
const ofTheBody = new Set(['content-type', 'content-encoding', 'content-length', 'transfer-encoding']);

/** Headers as a flat raw list, without those that spoke of the body's encoding and length. */
export function rawHeadersOf(headers: unknown): readonly string[] {
  if (!(headers instanceof Headers)) return [];
  return [...headers].filter(([name]) => !ofTheBody.has(name)).flat();
}

async function* only(chunk: Uint8Array): AsyncIterable<Uint8Array> {
  yield chunk;
}
