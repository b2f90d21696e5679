import { z } from 'zod';
import { CommandError, exitCode } from './exit.ts';

/** A request to explain: a bare body, or a captured request with its headers. */
export interface CapturedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const captured = z.looseObject({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
  body: z.unknown().optional(),
});

/** Reads the text of a file: a captured request (`{ method, url, headers, body }`), else a body for `/v1/messages`. */
export function parseCapturedRequest(text: Buffer): CapturedRequest {
  let json: unknown;
  try {
    json = JSON.parse(text.toString());
  } catch {
    throw new CommandError(
      'this is not JSON: give the body of a Messages request, or a captured request',
      exitCode.usage,
    );
  }
  const file = captured.safeParse(json);
  if (!file.success) return { method: 'POST', url: '/v1/messages', headers: {}, body: text };
  const { method, url, headers, body } = file.data;
  const flat = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')] as const);
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
  return { method, url, headers: Object.fromEntries(flat), body: bytes };
}

/** Whether the gateway would decide this request; everything else it passes through. */
export function isTurnRequest({ method, url }: CapturedRequest): boolean {
  return method === 'POST' && url.split('?', 1)[0] === '/v1/messages';
}
