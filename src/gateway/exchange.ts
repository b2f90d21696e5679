import type { IncomingMessage, ServerResponse } from 'node:http';
import { type OwnErrorCode, ownErrorReply } from './own-errors.ts';

/** One request of a client and the response to it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAtMs: number;
}

/** Answers with an error of the gateway's own, in the API's shape; code and message say whose it is. */
export function answerError(exchange: Exchange, code: OwnErrorCode, message: string): void {
  answerJson(exchange, ownErrorReply(code, message));
}

/** Answers with a whole JSON body. */
export function answerJson(
  { response }: Exchange,
  reply: { readonly status: number; readonly body: string | Buffer },
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(reply.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(reply.body),
  });
  response.end(reply.body);
}

/** The outcome of collecting a request's body. */
export type BodyResult =
  | { readonly kind: 'body'; readonly body: Buffer }
  | { readonly kind: 'too_large' }
  /** The client left before it had sent everything. */
  | { readonly kind: 'gone' };

/** Collects a request's body, up to a limit; beyond it the rest is not read. */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<BodyResult> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limitBytes) return Promise.resolve({ kind: 'too_large' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) {
        request.pause();
        resolve({ kind: 'too_large' });
      } else chunks.push(chunk);
    });
    request.once('end', () => {
      const [only] = chunks;
      resolve({ kind: 'body', body: chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks) });
    });
    request.once('close', () => resolve({ kind: 'gone' }));
    request.once('error', () => resolve({ kind: 'gone' }));
  });
}
