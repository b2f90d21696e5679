/** What was computed from equal bytes before, or is computed now. */
export type ByteMemo<T> = (bytes: Buffer, compute: (bytes: Buffer) => T) => T;

interface Entry<T> {
  readonly bytes: Buffer;
  readonly value: T;
}

/**
 * Remembers what was computed from the last distinct texts (a client sends the same tools and system every turn). Texts
 * are compared, not hashed: comparing runs at memory speed, some 20 times faster. Keeps copies, at most `entries` of at
 * most `maxBytes` each; longer texts are computed every time.
 */
export function createByteMemo<T>(limits: { readonly entries: number; readonly maxBytes: number }): ByteMemo<T> {
  let known: readonly Entry<T>[] = [];
  return (bytes, compute) => {
    const found = known.find((entry) => entry.bytes.length === bytes.length && entry.bytes.equals(bytes));
    if (found === known[0] && found !== undefined) return found.value;
    const entry = found ?? { bytes: Buffer.from(bytes), value: compute(bytes) };
    if (bytes.length > limits.maxBytes) return entry.value;
    known = [entry, ...known.filter((other) => other !== entry)].slice(0, limits.entries);
    return entry.value;
  };
}
