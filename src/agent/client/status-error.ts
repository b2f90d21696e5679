import { isObject } from '../message.ts';

/**
 * A thrown error that is the API's answer (an SDK's `APIError`: `status`, `headers`, the parsed body in `error`) as that
 * answer; `undefined` for any other.
 */
export function asAnswer(thrown: unknown): Response | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const status: unknown = Reflect.get(thrown, 'status');
  if (typeof status !== 'number' || status < 400 || status > 599) return undefined;
  const error: unknown = Reflect.get(thrown, 'error');
  const body = isObject(error) ? error : { type: 'error', error: { type: 'api_error', message: thrown.message } };
  return new Response(JSON.stringify(body), { status, headers: headersOf(Reflect.get(thrown, 'headers')) });
}

/** What is said of a body as it was sent; this one is made anew. */
const ofTheBody = ['content-encoding', 'content-length', 'transfer-encoding'];

function headersOf(given: unknown): Headers {
  const headers = new Headers(given instanceof Headers ? given : {});
  for (const name of ofTheBody) headers.delete(name);
  headers.set('content-type', 'application/json');
  return headers;
}
