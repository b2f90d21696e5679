import type { ReplyHead, UpstreamCall, UpstreamFailure, UpstreamHandler } from '../../attempt/index.ts';
import type { AnsweredBy, Deliver, DeliveryWatch } from '../delivery.ts';

/** A reply as the caller of `fetch` wants it. */
export interface ResponseDelivery {
  readonly deliver: Deliver;
  /** Resolves with the reply's head; rejects with what the call failed with before it had one. */
  readonly response: Promise<Response>;
}

/** What is asked of a delivery. */
export interface ResponseDeliveryOptions {
  /** The caller's own: it ends the turn. */
  readonly signal: AbortSignal;
  /** Headers of ours, as a flat raw list. */
  readonly headersFor: (answer: AnsweredBy) => readonly string[];
}

/** Statuses whose `Response` may have no body. */
const bodiless = new Set([101, 103, 204, 205, 304]);

/** Delivers a reply as a `Response` whose body streams, at the pace it is read. */
export function deliverAsResponse(options: ResponseDeliveryOptions): ResponseDelivery {
  const head = Promise.withResolvers<Response>();
  return {
    response: head.promise,
    deliver: (send, watch) =>
      new Promise((resolve) => {
        const delivery = new Delivery({ options, watch, head, resolve });
        delivery.start(send);
      }),
  };
}

interface DeliveryParts {
  readonly options: ResponseDeliveryOptions;
  readonly watch: DeliveryWatch;
  readonly head: { resolve(response: Response): void; reject(reason: unknown): void };
  readonly resolve: (status: number | undefined) => void;
}

class Delivery implements UpstreamHandler {
  readonly #parts: DeliveryParts;
  #call: UpstreamCall | undefined;
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;
  #status: number | undefined;
  #isOver = false;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  start(send: (handler: UpstreamHandler) => UpstreamCall): void {
    const { signal } = this.#parts.options;
    signal.addEventListener('abort', this.#onAbort, { once: true });
    if (signal.aborted) return this.#onAbort();
    this.#call = send(this);
  }

  onHead(reply: ReplyHead): void {
    const { options, watch, head } = this.#parts;
    this.#status = reply.status;
    watch.onHead();
    const headers = headersOf([...reply.headers, ...options.headersFor(watch.answeredBy())]);
    const body = bodiless.has(reply.status) ? null : this.#createBody();
    head.resolve(new Response(body, { status: reply.status, statusText: reply.statusText, headers }));
  }

  onChunk(chunk: Buffer): boolean {
    this.#parts.watch.onChunk();
    this.#body?.enqueue(chunk);
    return (this.#body?.desiredSize ?? 1) > 0;
  }

  onEnd(): void {
    if (this.#end()) this.#body?.close();
  }

  onFailure(failure: UpstreamFailure): void {
    if (this.#end()) this.#breakWith(failure.cause ?? new TypeError(failure.message));
  }

  #createBody(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#body = controller;
      },
      pull: () => this.#call?.resume(),
      cancel: () => this.#leave(),
    });
  }

  readonly #onAbort = (): void => {
    if (this.#isOver) return;
    this.#leave();
    this.#breakWith(this.#parts.options.signal.reason);
  };

  /** The caller wants no more of it. */
  #leave(): void {
    this.#call?.abort();
    this.#end();
  }

  #breakWith(reason: unknown): void {
    if (this.#body === undefined) this.#parts.head.reject(reason);
    else this.#body.error(reason);
  }

  /** Whether it ends only now. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#parts.options.signal.removeEventListener('abort', this.#onAbort);
    this.#parts.resolve(this.#status);
    return true;
  }
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < raw.length; index += 2) headers.append(raw[index] ?? '', raw[index + 1] ?? '');
  return headers;
}
