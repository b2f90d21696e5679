import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { UpstreamCall, UpstreamHandler } from './call.ts';
import { failureOf } from './failure.ts';

/**
 * The connection to one upstream: pooled HTTP/1.1 with a bounded number of calls under way and a bounded queue.
 * Header names, order and repetition are kept both ways, so it speaks in flat raw lists `[name, value, ...]`.
 * `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` hold; extra CAs come from `NODE_EXTRA_CA_CERTS`.
 */
export interface Upstream {
  readonly origin: string;
  /** Begins a call. Exactly one of `onEnd` and `onFailure` follows, unless the caller aborts first. */
  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall;
  /** Calls under way and waiting. */
  load(): { readonly active: number; readonly queued: number };
  close(): Promise<void>;
}

/** One HTTP request. `path` is what follows the base URL's own path, query included. */
export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: Buffer | NodeJS.ReadableStream | undefined;
  /** Longest wait for the head, and for each further chunk. */
  readonly timeoutMs: number;
}

/** Where to send, and how much at once. */
export interface UpstreamOptions {
  readonly baseUrl: string;
  readonly concurrency: number;
  readonly queue: number;
  /** Looked at for proxies only. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Opens the pool; connects when first used. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { origin, pathname } = new URL(options.baseUrl);
  const basePath = pathname.replace(/\/+$/, '');
  const dispatcher = createDispatcher(options);
  const waiting: (() => void)[] = [];
  let active = 0;
  const release = () => {
    active -= 1;
    waiting.shift()?.();
  };
  return {
    origin,
    load: () => ({ active, queued: waiting.length }),
    close: () => dispatcher.destroy(),
    send(request, handler) {
      const call = new Call({ dispatcher, origin, basePath, request, handler, release });
      const start = () => {
        active += 1;
        call.start();
      };
      if (active < options.concurrency) start();
      else if (waiting.length < options.queue) waiting.push(start);
      else call.refuse();
      return {
        abort() {
          const place = waiting.indexOf(start);
          if (place === -1) call.abort();
          else waiting.splice(place, 1);
        },
        resume: () => call.resume(),
      };
    },
  };
}

/** A gateway must not be narrower than what stands before and behind it; Node's own limit is 16 KiB. */
const maxHeaderBytes = 128 * 1024;

function createDispatcher({ concurrency, environment = process.env }: UpstreamOptions): Dispatcher {
  const common = { connections: concurrency, pipelining: 1, allowH2: false, maxHeaderSize: maxHeaderBytes } as const;
  const value = (name: string) => environment[name.toLowerCase()] ?? environment[name];
  const httpProxy = value('HTTP_PROXY');
  const httpsProxy = value('HTTPS_PROXY');
  if (!httpProxy && !httpsProxy) return new Agent(common);
  return new EnvHttpProxyAgent({
    ...common,
    ...(httpProxy ? { httpProxy } : {}),
    ...(httpsProxy ? { httpsProxy } : {}),
    noProxy: value('NO_PROXY') ?? '',
  });
}

interface CallParts {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  /** Without a slash at its end. */
  readonly basePath: string;
  readonly request: UpstreamRequest;
  readonly handler: UpstreamHandler;
  readonly release: () => void;
}

/** One dispatch. Its slot is given back exactly once, however it ends. */
class Call implements Dispatcher.DispatchHandler {
  readonly #parts: CallParts;
  #controller: Dispatcher.DispatchController | undefined;
  #state: 'waiting' | 'running' | 'over' = 'waiting';

  constructor(parts: CallParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#state = 'running';
    const { dispatcher, origin, basePath, request } = this.#parts;
    try {
      dispatcher.dispatch(
        {
          origin,
          path: basePath + request.path,
          method: request.method as Dispatcher.HttpMethod,
          headers: [...request.headers],
          body: (request.body as Dispatcher.DispatchOptions['body']) ?? null,
          headersTimeout: request.timeoutMs,
          bodyTimeout: request.timeoutMs,
        },
        this,
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Never starts: tells so, unless given up before. */
  refuse(): void {
    queueMicrotask(() => {
      if (this.#state === 'over') return;
      this.#state = 'over';
      this.#parts.handler.onFailure({ code: 'overloaded', message: 'too many requests are waiting for upstream' });
    });
  }

  abort(): void {
    if (this.#state === 'waiting') this.#state = 'over';
    if (this.#state !== 'running') return;
    this.#over();
    this.#controller?.abort(new Error('given up by the gateway'));
  }

  resume(): void {
    this.#controller?.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#state === 'over') controller.abort(new Error('given up by the gateway'));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    ...[status, , statusText]: [status: number, headers: unknown, statusText?: string]
  ): void {
    if (this.#state !== 'running' || status < 200) return;
    this.#parts.handler.onHead({ status, statusText: statusText ?? '', headers: rawHeaders(controller.rawHeaders) });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#state !== 'running') return;
    if (!this.#parts.handler.onChunk(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (this.#state !== 'running') return;
    this.#over();
    this.#parts.handler.onEnd();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  #fail(error: unknown): void {
    if (this.#state !== 'running') return;
    this.#over();
    this.#parts.handler.onFailure(failureOf(error));
  }

  #over(): void {
    this.#state = 'over';
    this.#parts.release();
  }
}

function rawHeaders(raw: Dispatcher.DispatchController['rawHeaders']): readonly string[] {
  if (!Array.isArray(raw))
    return Object.entries(raw ?? {}).flatMap(([name, value]) => [value ?? []].flat().flatMap((one) => [name, one]));
  return raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
}
