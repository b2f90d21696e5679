import type { ServerResponse } from 'node:http';

/**
 * The body of a reply on its way to the client. What comes within one tick goes out in one piece: upstream's events often
 * arrive together, and each write of its own costs as much as a small reply.
 */
export class ReplyBody {
  readonly #response: ServerResponse;
  readonly #resume: () => void;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #isPaused = false;

  /** `resume` is called when there is room again after `take` said that there was none. */
  constructor(response: ServerResponse, resume: () => void) {
    this.#response = response;
    this.#resume = resume;
  }

  /** Takes a chunk to be sent; false asks for a pause. */
  take(chunk: Buffer): boolean {
    if (this.#waiting.length === 0) process.nextTick(flush, this);
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    const hasRoom = !this.#response.writableNeedDrain && this.#waitingBytes < this.#response.writableHighWaterMark;
    if (!hasRoom) this.#isPaused = true;
    return hasRoom;
  }

  /** Sends what waits. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const hasRoom = this.#response.write(this.#takeWaiting());
    if (hasRoom) this.onDrain();
  }

  /** Sends what waits, and ends the reply. */
  end(): void {
    if (this.#waiting.length === 0) this.#response.end();
    else this.#response.end(this.#takeWaiting());
  }

  readonly onDrain = (): void => {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#resume();
  };

  #takeWaiting(): Buffer {
    const [only] = this.#waiting;
    const whole = this.#waiting.length === 1 && only !== undefined ? only : Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    return whole;
  }
}

function flush(body: ReplyBody): void {
  body.flush();
}
