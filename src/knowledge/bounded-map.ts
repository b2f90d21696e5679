/**
 * A map of at most `capacity` entries that forgets those set longest ago: the last half of `capacity` that was set is always
 * there. Two tables: when the newer one is half of the capacity, the older one is forgotten as a whole.
 *
 * (Not one table from which the oldest are deleted. A table that deletes is made anew again and again, each one left behind
 * refers to the next, and so nothing that any of them ever held dies young: 8 KB a turn that only full collections took away.)
 */
export class BoundedMap<K, V> {
  #newer = new Map<K, V>();
  #older = new Map<K, V>();
  readonly #half: number;

  constructor(capacity: number) {
    this.#half = Math.ceil(capacity / 2);
  }

  *[Symbol.iterator](): Generator<readonly [K, V]> {
    for (const entry of this.#older) if (!this.#newer.has(entry[0])) yield entry;
    yield* this.#newer;
  }

  get(key: K): V | undefined {
    return this.#newer.get(key) ?? this.#older.get(key);
  }

  set(key: K, value: V): void {
    if (this.#newer.size >= this.#half && !this.#newer.has(key)) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(key, value);
  }
}
