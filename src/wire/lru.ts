/** A cache that forgets what was used longest ago once the sizes of its entries add up to more than `maxBytes`. */
export interface Lru<T> {
  /** The entry, which thereby counts as just used. */
  get(key: string): T | undefined;
  /** `bytes` is what the entry keeps alive. One larger than the whole cache is not kept. */
  set(key: string, value: T, bytes: number): void;
}

/** A cache of at most `maxBytes`. */
export function createLru<T>(maxBytes: number): Lru<T> {
  const entries = new Map<string, { readonly value: T; readonly bytes: number }>();
  let total = 0;
  const drop = (key: string) => {
    total -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
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
      drop(key);
      if (bytes > maxBytes) return;
      entries.set(key, { value, bytes });
      total += bytes;
      for (const oldest of entries.keys()) {
        if (total <= maxBytes) return;
        drop(oldest);
      }
    },
  };
}
