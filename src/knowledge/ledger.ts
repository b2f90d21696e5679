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
import { type LevelKeys, messageOf, type Prompt, prefixKey, shareUpTo, toolsEnd } from './prompt.ts';

interface Entry {
  readonly tokens: number;
  readonly ttl: '5m' | '1h';
  readonly touchedAtMs: number;
}

/** Blocks that are looked through before each breakpoint for an entry. */
const lookbackBlocks = 20;

/** How a request was billed, as far as what it leaves cached depends on it. */
export interface BilledPrefix {
  readonly readTokens: number;
  /** Read and written. */
  readonly cachedTokens: number;
  /** Shorter prefixes are not cached by the model. */
  readonly minimumTokens: number;
  /** When the request started. */
  readonly nowMs: number;
}

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

  /** The prefixes that a request leaves cached, as it was billed; none when it cached nothing. The one it read is among them. */
  prefixesOf(prompt: Prompt, keys: LevelKeys, billed: BilledPrefix): readonly CachedPrefix[] {
    const { readTokens, cachedTokens, minimumTokens, nowMs } = billed;
    const last = prompt.breakpoints.at(-1);
    if (cachedTokens <= 0 || last === undefined) return [];
    const whole = shareUpTo(prompt, messageOf(last, prompt));
    const read = this.#find(prompt, keys, nowMs);
    // A bill that tells of another read than was expected tells that entries were evicted: then none of them counts.
    const isAsExpected = isNear(read?.entry.tokens ?? 0, readTokens);
    const left = new Map<string, CachedPrefix>();
    if (read !== undefined && isAsExpected)
      left.set(read.key, { key: read.key, tokens: readTokens, ttl: read.entry.ttl });
    for (const breakpoint of prompt.breakpoints) {
      const message = messageOf(breakpoint, prompt);
      const key = prefixKey(prompt, keys, message);
      // What lives already is read, not written again: it keeps its own lifetime.
      const held = isAsExpected ? this.#alive(key, nowMs) : undefined;
      const estimate = Math.round((cachedTokens * shareUpTo(prompt, message)) / whole);
      const tokens = breakpoint === last ? cachedTokens : (left.get(key)?.tokens ?? held?.entry.tokens ?? estimate);
      if (tokens >= minimumTokens) left.set(key, { key, tokens, ttl: held?.entry.ttl ?? breakpoint.ttl });
    }
    return [...left.values()];
  }

  /** Notes prefixes as cached from a request's start on. A request that started before the last one to touch an entry changes nothing. */
  touch(prefixes: readonly CachedPrefix[], startedAtMs: number): void {
    for (const { key, tokens, ttl } of prefixes) {
      const before = this.#entries.get(key);
      const isOlder = before !== undefined && before.touchedAtMs > startedAtMs;
      this.#entries.set(key, isOlder ? before : { tokens, ttl, touchedAtMs: startedAtMs });
    }
  }

  /** The longest prefix that some breakpoint finds. The system prompt and the tools count as one block each. */
  #find(prompt: Prompt, keys: LevelKeys, nowMs: number): Found | undefined {
    for (let index = prompt.breakpoints.length - 1; index >= 0; index--) {
      const breakpoint = prompt.breakpoints[index];
      if (breakpoint === undefined) continue;
      let blocks = 0;
      for (let end = messageOf(breakpoint, prompt); end >= toolsEnd && blocks <= lookbackBlocks; end--) {
        const found = this.#alive(prefixKey(prompt, keys, end), nowMs);
        if (found !== undefined) return found;
        blocks += prompt.blocks[end] ?? 1;
      }
    }
    return undefined;
  }

  #alive(key: string, nowMs: number): Found | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || nowMs - entry.touchedAtMs >= ttlSecondsOf[entry.ttl] * 1000) return undefined;
    return { key, entry };
  }
}

interface Found {
  readonly key: string;
  readonly entry: Entry;
}

/** Whether a number of tokens is the other, but for the error of an estimate from bytes. */
function isNear(expected: number, billed: number): boolean {
  return Math.abs(expected - billed) <= 0.2 * billed;
}
