import { given } from '../../core/index.ts';

/** A sum of what is known, and how many are not. */
export class KnownSum {
  #sum = 0;
  #known = 0;
  unknown = 0;

  add(value: number | undefined): void {
    if (value === undefined) this.unknown += 1;
    else {
      this.#sum += value;
      this.#known += 1;
    }
  }

  /** `undefined`: nothing was known. */
  get value(): number | undefined {
    return this.#known === 0 ? undefined : this.#sum;
  }
}

/** Values by key, made when first asked for. */
export function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** One less another, where the first is known; of the other nothing known is nothing spent. */
export function lessKnown(one: number | undefined, other: number | undefined) {
  return given('netSavedNanoUsd', one === undefined ? undefined : one - (other ?? 0));
}
