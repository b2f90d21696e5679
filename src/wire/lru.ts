/** A cache that forgets what was used longest ago once the sizes of its entries add up to more than `maxBytes`. */
export interface Lru<T> {
  /** The entry, which thereby counts as just used. */
  get(key: string): T | undefined;
  /** `bytes` is what the entry keeps alive. One larger than the whole cache is not kept. */
  set(key: string, value: T, bytes: number): void;
  /** Takes an entry out; `onForget` is not told. */
  take(key: string): T | undefined;
  /** Forgets the entry that was used longest ago; false when there is none. */
  forgetOldest(): boolean;
}

/** A cache of at most `maxBytes`. `onForget` is told of every value that is not kept or no longer so. */
export function createLru<T>(maxBytes: number, onForget: (value: T) => void = () => undefined): Lru<T> {
  const entries = new Map<string, { readonly value: T; readonly bytes: number }>();
  let total = 0;
  const take = (key: string) => {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    total -= entry.bytes;
    entries.delete(key);
    return entry.value;
  };
  const forget = (key: string) => {
    const value = take(key);
    if (value !== undefined) onForget(value);
  };
  const forgetOldest = () => {
    for (const oldest of entries.keys()) {
      forget(oldest);
      return true;
    }
    return false;
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, bytes) {
      forget(key);
      if (bytes > maxBytes) return onForget(value);
      entries.set(key, { value, bytes });
      total += bytes;
      while (total > maxBytes && forgetOldest());
    },
    take,
    forgetOldest,
  };
}
