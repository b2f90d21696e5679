import type { Send, UpstreamFailure, UpstreamHandler } from '../../attempt/index.ts';

/** Makes the request, to be given up by the signal. What it rejects with is passed on as it is. */
export type Fetching = (signal: AbortSignal) => Promise<Response>;

/** A call by way of `fetch` or something like it. */
export function sendThrough(fetching: Fetching): Send {
  return (handler) => {
    const call = new FetchCall(handler);
    void call.run(fetching);
    return call;
  };
}

class FetchCall {
  readonly #handler: UpstreamHandler;
  readonly #controller = new AbortController();
  #resume: (() => void) | undefined;

  constructor(handler: UpstreamHandler) {
    this.#handler = handler;
  }

  /** Never rejects. After an abort the handler hears nothing more. */
  async run(fetching: Fetching): Promise<void> {
    const { signal } = this.#controller;
    let hasHead = false;
    try {
      const { status, statusText, headers, body } = await fetching(signal);
      if (signal.aborted) return void body?.cancel();
      hasHead = true;
      this.#handler.onHead({ status, statusText, headers: [...headers].flat() });
      if (body !== null) await this.#pass(body);
      if (!signal.aborted) this.#handler.onEnd();
    } catch (cause) {
      if (!signal.aborted) this.#handler.onFailure(failureOf(cause, hasHead));
    }
  }

  abort(): void {
    this.#controller.abort();
    this.resume();
  }

  resume(): void {
    this.#resume?.();
    this.#resume = undefined;
  }

  async #pass(body: ReadableStream<Uint8Array>): Promise<void> {
    for await (const chunk of body) {
      if (this.#controller.signal.aborted) return;
      const goOn = this.#handler.onChunk(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      if (!goOn) await new Promise<void>((resolve) => (this.#resume = resolve));
    }
  }
}

/** A failure says of what kind it is in its name or its message; the error itself goes along. */
function failureOf(cause: unknown, hasHead: boolean): UpstreamFailure {
  const name = cause instanceof Error ? cause.name : 'unknown';
  if (/timeout/i.test(name)) return { code: 'timeout', message: 'upstream sent nothing within the time limit', cause };
  if (hasHead) return { code: 'cut', message: `the reply broke off (${name})`, cause };
  return { code: 'unreachable', message: `upstream could not be reached (${name})`, cause };
}
