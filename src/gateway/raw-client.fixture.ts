import { type IncomingMessage, request as startRequest } from 'node:http';

/** What came back over the wire, byte for byte. */
export interface RawReply {
  /** Undefined: the connection ended before a whole head. */
  readonly status: number | undefined;
  readonly reason: string | undefined;
  /** In order and case; the connection's own (`connection`, `transfer-encoding`, ...) left out. */
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
  /** Told each chunk as it comes. */
  readonly onChunk?: (chunk: Buffer) => void;
}

const ofTheConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'trailer']);

/** Sends a request on a connection of its own and takes whatever comes back. Never rejects. */
export function rawRequest(options: RawRequest): Promise<RawReply> {
  return new Promise((resolve) => {
    let reply: IncomingMessage | undefined;
    const chunks: Buffer[] = [];
    const request = startRequest(options.url, {
      method: options.method ?? 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'sk-test', ...options.headers },
      agent: false,
      maxHeaderSize: 256 * 1024,
    });
    let size = 0;
    request.once('response', (received) => {
      reply = received;
      if (options.leaveAfter === 0) request.destroy();
      received.on('error', () => undefined);
      received.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        options.onChunk?.(chunk);
        if (options.leaveAfter !== undefined && size >= options.leaveAfter) request.destroy();
      });
    });
    request.on('error', () => undefined);
    request.once('close', () => resolve(toReply(reply, Buffer.concat(chunks))));
    request.end(options.body);
  });
}

function toReply(reply: IncomingMessage | undefined, body: Buffer): RawReply {
  const raw = reply?.rawHeaders ?? [];
  const pairs = raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
  return {
    status: reply?.statusCode,
    reason: reply?.statusMessage,
    headers: pairs.filter(([name]) => !ofTheConnection.has(name.toLowerCase())),
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
