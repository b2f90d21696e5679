import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type Exchange, sendError } from './exchange.ts';

/** The largest body the API takes. */
const maxBodyBytes = 32 * 1024 * 1024;

/** The organisation every key belongs to. */
const organizationId = '00000000-0000-4000-8000-000000000001';

/** A request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  /** Names and values in turn, in the order and spelling they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly atMs: number;
}

/** What the server needs to know of the rest. */
export interface ServerParts {
  readonly answer: (exchange: Exchange) => void | Promise<void>;
  readonly see: (request: SeenRequest) => void;
  readonly nextId: (prefix: string) => string;
  readonly now: () => number;
}

/** The whole body; undefined when it is too large (the rest is then read and dropped). */
async function readAll(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > maxBodyBytes ? undefined : Buffer.concat(chunks);
}

async function serve(exchange: Exchange, parts: ServerParts): Promise<void> {
  const { request } = exchange;
  const atMs = parts.now();
  const body = await readAll(request);
  const { method = '', url = '', rawHeaders } = request;
  parts.see({ method, url, rawHeaders, body: body ?? Buffer.alloc(0), atMs });
  if (body !== undefined) return parts.answer({ ...exchange, body });
  sendError(exchange, { type: 'request_too_large', message: 'Request exceeds the maximum size' });
}

/** What went wrong inside becomes the API's own 500; where nobody is left to read it, or it comes too late, a cut. */
function fail({ request, response, ...rest }: Exchange, error: unknown): void {
  const hasLeft = request.destroyed && !request.complete;
  if (hasLeft || response.headersSent) {
    response.destroy();
    return;
  }
  const message = `Internal server error: ${error instanceof Error ? error.message : String(error)}`;
  sendError({ request, response, ...rest }, { type: 'api_error', message });
}

/** Creates the HTTP server, not yet listening. */
export function createHttpServer(parts: ServerParts): Server {
  return createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    const requestId = parts.nextId('req');
    response.setHeader('request-id', requestId);
    response.setHeader('anthropic-organization-id', organizationId);
    const exchange = { request, response, requestId, body: Buffer.alloc(0) };
    serve(exchange, parts).catch((error: unknown) => fail(exchange, error));
  });
}
