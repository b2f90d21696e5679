import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { Upstream } from '../upstream.ts';

/** A ping ready to be sent: what goes out, credentials included. Nothing of it may be shown, logged or recorded. */
export interface PingRequest {
  readonly upstream: Upstream;
  readonly path: string;
  /** As upstream gets them, in the raw list of `UpstreamRequest`. */
  readonly headers: readonly string[];
  /** The holder's own: it is overwritten when the request is dropped. */
  readonly body: Buffer;
  readonly timeoutMs: number;
}

interface Held {
  readonly request: Omit<PingRequest, 'body'>;
  readonly credential: string;
  body: Buffer;
  /** A body that does not get smaller stays `compressing`: once tried is enough. */
  state: 'raw' | 'compressing' | 'compressed';
  valueNanoUsd: number;
  bytes: number;
}

/** How a request is kept: whose credential it carries (a salted hash), and what keeping it is expected to gain. */
export interface HoldOptions {
  readonly credential: string;
  readonly valueNanoUsd: number;
}

/** What a held request weighs beside its bytes: the entry, its timer, the wait it belongs to. Measured on Node 24: 1.6 kB of heap. */
const overheadBytes = 2_048;

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/**
 * The requests that may be sent again, and their credentials, in memory only and within a number of bytes; the ones that
 * are worth least make room. Private members and no enumerable ones: inspecting or serialising it shows nothing.
 */
export class HeldRequests {
  readonly #held = new Map<string, Held>();
  #limitBytes: number;
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get count(): number {
    return this.#held.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Takes a request in the place of the one under the same key. Returns the keys that had to go, its own where it is worth least. */
  hold(key: string, request: PingRequest, { credential, valueNanoUsd }: HoldOptions): readonly string[] {
    this.drop(key);
    const { body, ...rest } = request;
    const held: Held = { request: rest, credential, body, state: 'raw', valueNanoUsd, bytes: 0 };
    this.#held.set(key, held);
    this.#weigh(held);
    return this.#makeRoom();
  }

  /** The expected gain has changed. */
  revalue(key: string, valueNanoUsd: number): void {
    const held = this.#held.get(key);
    if (held !== undefined) held.valueNanoUsd = valueNanoUsd;
  }

  has(key: string): boolean {
    return this.#held.has(key);
  }

  /** Compresses a request once it is likely to stay for a while; off the main thread. */
  async compress(key: string): Promise<void> {
    const held = this.#held.get(key);
    if (held === undefined || held.state !== 'raw') return;
    held.state = 'compressing';
    const small = await compress(held.body).catch(() => undefined);
    if (small === undefined || this.#held.get(key) !== held || small.length >= held.body.length) return;
    held.body.fill(0);
    held.body = small;
    held.state = 'compressed';
    this.#weigh(held);
  }

  /** A copy to send; `undefined` where there is none (any more). */
  async take(key: string): Promise<PingRequest | undefined> {
    const held = this.#held.get(key);
    if (held === undefined) return undefined;
    const body =
      held.state === 'compressed' ? await decompress(held.body).catch(() => undefined) : Buffer.from(held.body);
    return body === undefined || this.#held.get(key) !== held ? undefined : { ...held.request, body };
  }

  drop(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.delete(key);
    this.#bytes -= held.bytes;
    held.body.fill(0);
  }

  /** Drops everything that carries a credential; returns the keys. */
  dropCredential(credential: string): readonly string[] {
    const keys = [...this.#held].filter(([, held]) => held.credential === credential).map(([key]) => key);
    for (const key of keys) this.drop(key);
    return keys;
  }

  clear(): void {
    for (const key of [...this.#held.keys()]) this.drop(key);
  }

  /** Another limit; returns the keys that had to go. */
  limit(limitBytes: number): readonly string[] {
    this.#limitBytes = limitBytes;
    return this.#makeRoom();
  }

  #weigh(held: Held): void {
    const { path, headers } = held.request;
    const text = headers.reduce((sum, part) => sum + part.length, path.length);
    const bytes = held.body.length + text + overheadBytes;
    this.#bytes += bytes - held.bytes;
    held.bytes = bytes;
  }

  #makeRoom(): readonly string[] {
    const gone: string[] = [];
    while (this.#bytes > this.#limitBytes) {
      const key = this.#leastWorth();
      if (key === undefined) break;
      this.drop(key);
      gone.push(key);
    }
    return gone;
  }

  /** One look through all of them: this runs beside turns, and seldom has to find more than one. */
  #leastWorth(): string | undefined {
    let found: string | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const [key, { valueNanoUsd }] of this.#held) {
      if (found !== undefined && valueNanoUsd >= least) continue;
      found = key;
      least = valueNanoUsd;
    }
    return found;
  }
}
