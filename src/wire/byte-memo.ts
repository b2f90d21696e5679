/**
 * What was computed from the last distinct texts (a client sends the same tools and system every turn). Texts are compared,
 * not hashed: comparing runs at memory speed, some 20 times faster.
 */
export interface ByteMemo<T> {
  /** What was computed from equal bytes before, or is computed now. */
  of(bytes: Buffer, compute: (bytes: Buffer) => T): T;
  /** The end of the text it knows that stands at `at`, else -1. */
  endAt(bytes: Buffer, at: number): number;
}

interface Entry<T> {
  readonly bytes: Buffer;
  readonly value: T;
}

/** A memo that keeps copies of at most `entries` texts of at most `maxBytes` each; longer ones are computed every time. */
export function createByteMemo<T>(limits: { readonly entries: number; readonly maxBytes: number }): ByteMemo<T> {
  let known: readonly Entry<T>[] = [];
  return {
    of(bytes, compute) {
      const found = known.find((entry) => entry.bytes.length === bytes.length && entry.bytes.equals(bytes));
      if (found === known[0] && found !== undefined) return found.value;
      const entry = found ?? { bytes: Buffer.from(bytes), value: compute(bytes) };
      if (bytes.length > limits.maxBytes) return entry.value;
      known = [entry, ...known.filter((other) => other !== entry)].slice(0, limits.entries);
      return entry.value;
    },
    endAt(bytes, at) {
      const found = known.find((entry) => standsAt(bytes, at, entry.bytes));
      return found === undefined ? -1 : at + found.bytes.length;
    },
  };
}

/** Looks at the last byte first: texts that begin alike are told apart by it most of the time. */
function standsAt(bytes: Buffer, at: number, text: Buffer): boolean {
  const end = at + text.length;
  if (end > bytes.length || bytes[end - 1] !== text[text.length - 1]) return false;
  return text.compare(bytes, at, end) === 0;
}
