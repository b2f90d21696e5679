import { type Agent, type ClientRequest, type IncomingMessage, request as startRequest } from 'node:http';

/** What came back over the wire, byte for byte. */
export interface RawReply {
  /** Undefined: the connection ended before a whole head. */
  readonly status: number | undefined;
  readonly reason: string | undefined;
  /** In order and case; the connection's own (`connection`, `transfer-encoding`, ...) left out, a date without its value. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** The reply ended as HTTP says it must; false: it was cut. */
  readonly whole: boolean;
}

/** A request of a client that neither decodes, retries nor judges. */
export interface RawRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Leaves when so many bytes of the body have come. */
  readonly leaveAfter?: number;
  /** Default: a connection of its own. */
  readonly agent?: Agent;
  /** Leaves when this aborts. */
  readonly signal?: AbortSignal;
  /** Rests so long after each chunk it reads. */
  readonly readPauseMs?: number;
  /** Leaves the request's body open. */
  readonly unfinished?: boolean;
  readonly onHead?: () => void;
  readonly onChunk?: (chunk: Buffer) => void;
}

const ofTheConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'trailer']);

/** A reply's headers, upstream's apart from ours. */
export function splitHeaders(headers: RawReply['headers']): Record<'theirs' | 'ours', RawReply['headers']> {
  const isOurs = ([name]: readonly [string, string]) => name.startsWith('x-turnwise-');
  return { theirs: headers.filter((pair) => !isOurs(pair)), ours: headers.filter(isOurs) };
}

/** Sends a request and takes whatever comes back. Never rejects. */
export function rawRequest(options: RawRequest): Promise<RawReply> {
  const { url, method = 'POST', headers, body, agent = false, signal } = options;
  return new Promise((resolve) => {
    let reply: IncomingMessage | undefined;
    const chunks: Buffer[] = [];
    const request = startRequest(url, {
      method,
      headers: { 'content-type': 'application/json', 'x-api-key': 'sk-test', ...headers },
      agent,
      maxHeaderSize: 256 * 1024,
      ...(signal === undefined ? {} : { signal }),
    });
    request.once('response', (received) => {
      reply = received;
      options.onHead?.();
      receive(request, received, { options, chunks });
    });
    request.on('error', () => undefined);
    request.once('close', () => resolve(toReply(reply, Buffer.concat(chunks))));
    if (options.unfinished === true) request.write(body);
    else request.end(body);
  });
}

function receive(
  request: ClientRequest,
  received: IncomingMessage,
  to: { options: RawRequest; chunks: Buffer[] },
): void {
  const { leaveAfter, readPauseMs, onChunk } = to.options;
  let size = 0;
  if (leaveAfter === 0) request.destroy();
  received.on('error', () => undefined);
  received.on('data', (chunk: Buffer) => {
    to.chunks.push(chunk);
    size += chunk.length;
    onChunk?.(chunk);
    if (leaveAfter !== undefined && size >= leaveAfter) request.destroy();
    if (readPauseMs === undefined) return;
    received.pause();
    setTimeout(() => received.resume(), readPauseMs).unref();
  });
}

function toReply(reply: IncomingMessage | undefined, body: Buffer): RawReply {
  const raw = reply?.rawHeaders ?? [];
  const pairs = raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
  return {
    status: reply?.statusCode,
    reason: reply?.statusMessage,
    headers: pairs
      .filter(([name]) => !ofTheConnection.has(name.toLowerCase()))
      .map(([name, value]) => (name === 'Date' ? [name, 'a date'] : [name, value])),
    body,
    whole: reply?.complete ?? false,
  };
}

/** A turn's body as text. */
export function turnBody(more: object = {}): string {
  return JSON.stringify({
    model: 'claude-sonnet-5-5',
    max_tokens: 1000,
    messages: [{ role: 'user', content: 'hi' }],
    ...more,
  });
}
