/** A cache that forgets what was used longest ago once the sizes of its entries add up to more than `maxBytes`. */
export interface Lru<T> {
  /** The entry, which thereby counts as just used. */
  get(key: string): T | undefined;
  /** `bytes` is what the entry keeps alive. One larger than the whole cache is not kept. */
  set(key: string, value: T, bytes: number): void;
  forget(key: string): void;
  /** Forgets the entry that was used longest ago; false when there is none. */
  forgetOldest(): boolean;
}

interface Entry<T> {
  readonly key: string;
  value: T;
  bytes: number;
  /** Its neighbours, from the one used longest ago to the one used last. */
  before: Entry<T> | undefined;
  after: Entry<T> | undefined;
}

/**
 * A cache of at most `maxBytes`. `onForget` is told of every value that is not kept or no longer so, but not of one that is set
 * again. The order is a chain of its own, not the map's: a map whose entries are taken out and put in at each use is made anew
 * again and again, and what the tables left behind held lives until a full collection.
 */
export function createLru<T>(maxBytes: number, onForget: (value: T) => void = () => undefined): Lru<T> {
  const entries = new Map<string, Entry<T>>();
  let oldest: Entry<T> | undefined;
  let newest: Entry<T> | undefined;
  let total = 0;
  const unlink = (entry: Entry<T>) => {
    if (entry.before === undefined) oldest = entry.after;
    else entry.before.after = entry.after;
    if (entry.after === undefined) newest = entry.before;
    else entry.after.before = entry.before;
    entry.before = undefined;
    entry.after = undefined;
  };
  const append = (entry: Entry<T>) => {
    entry.before = newest;
    if (newest === undefined) oldest = entry;
    else newest.after = entry;
    newest = entry;
  };
  const forget = (entry: Entry<T>) => {
    unlink(entry);
    entries.delete(entry.key);
    total -= entry.bytes;
    onForget(entry.value);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      unlink(entry);
      append(entry);
      return entry.value;
    },
    set(key, value, bytes) {
      const known = entries.get(key);
      const entry = known ?? { key, value, bytes: 0, before: undefined, after: undefined };
      if (known === undefined) entries.set(key, entry);
      else unlink(entry);
      append(entry);
      total += bytes - entry.bytes;
      entry.value = value;
      entry.bytes = bytes;
      if (bytes > maxBytes) forget(entry);
      while (total > maxBytes && oldest !== undefined) forget(oldest);
    },
    forget(key) {
      const entry = entries.get(key);
      if (entry !== undefined) forget(entry);
    },
    forgetOldest() {
      if (oldest === undefined) return false;
      forget(oldest);
      return true;
    },
  };
}
