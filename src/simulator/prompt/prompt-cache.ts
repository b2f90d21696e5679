/**
 * The prompt cache: which prefixes are held, for whom, until when. Everything that keys an entry (model, credential,
 * settings, blocks) is in the digest of its position, so one map serves all models.
 */
import type { CacheTtl } from './content.ts';
import type { Position, Prefix } from './prefix.ts';

const ttlMs = { '5m': 5 * 60_000, '1h': 60 * 60_000 } as const;

/** An entry may lie this many blocks before a breakpoint and still be found from it. */
const lookbackBlocks = 20;

interface Entry {
  readonly ttl: CacheTtl;
  readonly expiresAtMs: number;
}

/** What one request reads and writes. The four counts add up to the prompt. */
export interface CacheUse {
  readonly readTokens: number;
  readonly write5mTokens: number;
  readonly write1hTokens: number;
  readonly uncachedTokens: number;
  /** To be called when the response begins: only then can other requests read what this one wrote. */
  begin(): void;
}

/** One prompt cache. A request that never begins to answer writes nothing. */
export interface PromptCache {
  use(prefix: Prefix, minimumTokens: number, startMs: number): CacheUse;
  clear(): void;
}

/** The indices of the blocks that end at a breakpoint, in order. */
function breakpointsOf({ positions }: Prefix): readonly number[] {
  return positions.flatMap((position, index) => (position.cacheTtl === undefined ? [] : [index]));
}

/** The last breakpoint of one time to live that is beyond `readTokens` and large enough; its tokens, else 0. */
function writtenUpTo(breakpoints: readonly Position[], ttl: CacheTtl, minimumTokens: number): number {
  return breakpoints
    .filter((position) => position.cacheTtl === ttl && position.tokens >= minimumTokens)
    .reduce((tokens, position) => Math.max(tokens, position.tokens), 0);
}

/** Creates an empty cache that holds at most `maxEntries`; the ones unused for longest make room. */
export function createPromptCache(maxEntries = 50_000): PromptCache {
  const entries = new Map<string, Entry>();

  function hold(digest: string, ttl: CacheTtl, startMs: number): void {
    const known = entries.get(digest);
    const expiresAtMs = Math.max(known?.expiresAtMs ?? 0, startMs + ttlMs[ttl]);
    entries.delete(digest);
    entries.set(digest, { ttl, expiresAtMs });
    const [oldest] = entries.keys();
    if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
  }

  function live({ digest }: Position, startMs: number): Entry | undefined {
    const entry = entries.get(digest);
    return entry !== undefined && entry.expiresAtMs > startMs ? entry : undefined;
  }

  /** The longest cached prefix at a breakpoint or up to 20 blocks before it. */
  function longestHit({ positions }: Prefix, breakpoints: readonly number[], startMs: number): Position | undefined {
    for (const breakpoint of breakpoints.toReversed()) {
      const window = positions.slice(Math.max(0, breakpoint - lookbackBlocks), breakpoint + 1);
      const hit = window.findLast((position) => live(position, startMs) !== undefined);
      if (hit !== undefined) return hit;
    }
    return undefined;
  }

  /** A read keeps what it read for another time to live, counted from its own start. */
  function refresh(position: Position, startMs: number): void {
    const entry = live(position, startMs);
    if (entry !== undefined) hold(position.digest, entry.ttl, startMs);
  }

  function use(prefix: Prefix, minimumTokens: number, startMs: number): CacheUse {
    const indices = breakpointsOf(prefix);
    const breakpoints = indices.flatMap((index) => prefix.positions[index] ?? []);
    const hit = longestHit(prefix, indices, startMs);
    for (const position of hit === undefined ? breakpoints : [...breakpoints, hit]) refresh(position, startMs);
    const readTokens = hit?.tokens ?? 0;
    const to1h = Math.max(readTokens, writtenUpTo(breakpoints, '1h', minimumTokens));
    const to5m = Math.max(to1h, writtenUpTo(breakpoints, '5m', minimumTokens));
    return {
      readTokens,
      write1hTokens: to1h - readTokens,
      write5mTokens: to5m - to1h,
      uncachedTokens: prefix.totalTokens - to5m,
      begin() {
        for (const position of breakpoints) {
          if (position.cacheTtl === undefined || position.tokens < minimumTokens) continue;
          if (live(position, startMs) === undefined) hold(position.digest, position.cacheTtl, startMs);
        }
      },
    };
  }

  return { use, clear: () => entries.clear() };
}
