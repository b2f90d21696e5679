/**
 * Which prefixes each model has cached, and until when: what the API does with a request's breakpoints, played from the
 * usage it reports. A request writes an entry at each of its breakpoints; it reads the longest entry that lies within 20
 * blocks before one of them; both begin the entry's lifetime anew, counted from the request's start (facts, section 2).
 *
 * Entries are keyed by prefix, not by conversation: forks, fan-outs and subagents that share tools and system find them. An
 * entry whose transcript is not a prefix of the request has another key, so it is a miss.
 */
import { type CachedPrefix, type CacheState, ttlSecondsOf } from '../core/index.ts';
import { BoundedMap } from './bounded-map.ts';
import { type LevelKeys, messageOf, type Prompt, prefixKey, shareUpTo } from './prompt.ts';

interface Entry {
  readonly tokens: number;
  readonly ttl: '5m' | '1h';
  readonly touchedAtMs: number;
}

/** Blocks that are looked through before each breakpoint for an entry. */
const lookbackBlocks = 20;

/** A ledger of at most so many prefixes; the least recently touched are forgotten first. */
export class Ledger {
  readonly #entries: BoundedMap<string, Entry>;

  constructor(capacity = 50_000) {
    this.#entries = new BoundedMap(capacity);
  }

  /** What a request would read. */
  lookUp(prompt: Prompt, keys: LevelKeys, nowMs: number): CacheState {
    const found = this.#find(prompt, keys, nowMs);
    return found === undefined
      ? { cachedTokens: 0 }
      : { cachedTokens: found.entry.tokens, ageSeconds: (nowMs - found.entry.touchedAtMs) / 1000 };
  }

  /** The prefixes a request leaves cached, given the tokens it read and wrote in all; none when it cached nothing. The one it read is among them. */
  prefixesOf(
    prompt: Prompt,
    keys: LevelKeys,
    billed: { cachedTokens: number; nowMs: number },
  ): readonly CachedPrefix[] {
    const { cachedTokens, nowMs } = billed;
    if (cachedTokens <= 0) return [];
    const ends = prompt.breakpoints.map((breakpoint) => ({
      message: messageOf(breakpoint, prompt),
      ttl: breakpoint.ttl,
    }));
    const last = ends.at(-1);
    if (last === undefined) return [];
    const whole = shareUpTo(prompt, last.message);
    const written = ends.map(({ message, ttl }) => ({
      key: prefixKey(prompt, keys, message),
      tokens: message === last.message ? cachedTokens : Math.round((cachedTokens * shareUpTo(prompt, message)) / whole),
      ttl,
    }));
    const read = this.#find(prompt, keys, nowMs);
    if (read === undefined || written.some(({ key }) => key === read.key)) return written;
    return [{ key: read.key, tokens: read.entry.tokens, ttl: read.entry.ttl }, ...written];
  }

  /** Notes prefixes as cached from a request's start on. */
  touch(prefixes: readonly CachedPrefix[], startedAtMs: number): void {
    for (const { key, tokens, ttl } of prefixes) this.#entries.set(key, { tokens, ttl, touchedAtMs: startedAtMs });
  }

  #find(prompt: Prompt, keys: LevelKeys, nowMs: number): { key: string; entry: Entry } | undefined {
    for (const breakpoint of prompt.breakpoints.toReversed()) {
      let blocks = 0;
      for (let message = messageOf(breakpoint, prompt); message >= 0 && blocks <= lookbackBlocks; message--) {
        const found = this.#alive(prefixKey(prompt, keys, message), nowMs);
        if (found !== undefined) return found;
        blocks += prompt.blocks[message] ?? 1;
      }
    }
    const hasHead = prompt.breakpoints.some(({ at }) => at === 'system' || at === 'tools');
    if (!hasHead) return undefined;
    return this.#alive(prefixKey(prompt, keys, -1), nowMs) ?? this.#alive(prefixKey(prompt, keys, -2), nowMs);
  }

  #alive(key: string, nowMs: number): { key: string; entry: Entry } | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || nowMs - entry.touchedAtMs > ttlSecondsOf[entry.ttl] * 1000) return undefined;
    return { key, entry };
  }
}
