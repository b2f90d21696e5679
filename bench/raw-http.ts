/** Just enough HTTP/1.1 for both ends of the benchmark, so that they cost little beside what is measured. */
export interface RawRequest {
  readonly head: string;
}

/** Splits a socket's bytes into requests; bodies are counted, not kept. */
export function readRequests(onRequest: (request: RawRequest) => void): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0);
  let skip = 0;
  let waiting: RawRequest | undefined;
  return (chunk) => {
    let rest = chunk;
    for (;;) {
      if (waiting !== undefined) {
        if (rest.length < skip) {
          skip -= rest.length;
          return;
        }
        rest = rest.subarray(skip);
        const request = waiting;
        waiting = undefined;
        onRequest(request);
      }
      pending = pending.length === 0 ? rest : Buffer.concat([pending, rest]);
      const end = pending.indexOf('\r\n\r\n');
      if (end === -1) return;
      const head = pending.toString('latin1', 0, end);
      skip = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      waiting = { head };
      rest = pending.subarray(end + 4);
      pending = Buffer.alloc(0);
    }
  };
}

/** Watches one response after another on a socket: when its first byte came and when it was whole. */
export class ResponseWatch {
  #mode: 'head' | 'length' | 'chunked' = 'head';
  #left = 0;
  #tail = '';
  readonly #onEnd: () => void;
  readonly #onFirstByte: () => void;

  constructor(handlers: { readonly onFirstByte: () => void; readonly onEnd: () => void }) {
    this.#onEnd = handlers.onEnd;
    this.#onFirstByte = handlers.onFirstByte;
  }

  feed(chunk: Buffer): void {
    if (this.#mode === 'head') {
      if (this.#tail === '') this.#onFirstByte();
      const text = this.#tail + chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end === -1) {
        this.#tail = text;
        return;
      }
      const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end));
      if (!text.startsWith('HTTP/1.1 200')) throw new Error(`unexpected answer: ${text.slice(0, 200)}`);
      this.#mode = length === null ? 'chunked' : 'length';
      this.#left = Number(length?.[1] ?? 0);
      this.#body(text.slice(end + 4));
    } else this.#body(chunk.toString('latin1'));
  }

  #body(text: string): void {
    if (this.#mode === 'length') {
      this.#left -= text.length;
      if (this.#left <= 0) this.#finish();
      return;
    }
    this.#tail = (this.#tail + text).slice(-7);
    if (this.#tail.endsWith('\r\n0\r\n\r\n')) this.#finish();
  }

  #finish(): void {
    this.#mode = 'head';
    this.#tail = '';
    this.#onEnd();
  }
}
