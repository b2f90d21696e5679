import type { JsonObject } from './json.ts';

/** One request's outcome in a batch, as a line of its results says it. */
export interface BatchResult {
  readonly custom_id: string;
  readonly result: JsonObject & { readonly type: 'succeeded' | 'errored' };
}

/** A batch that was taken. Everything in it is answered at once; the first look at it finds it under way all the same. */
export interface Batch {
  readonly id: string;
  readonly credential: string;
  readonly createdAtMs: number;
  readonly results: readonly BatchResult[];
  looks: number;
}

const maxBatches = 100;

/** The batches held: the newest hundred. */
export interface Batches {
  add(batch: Batch): void;
  /** A credential's own batch. */
  find(id: string, credential: string): Batch | undefined;
  clear(): void;
}

/** No batches. */
export function createBatches(): Batches {
  const batches = new Map<string, Batch>();
  return {
    add(batch) {
      batches.set(batch.id, batch);
      const [oldest] = batches.keys();
      if (batches.size > maxBatches && oldest !== undefined) batches.delete(oldest);
    },
    find(id, credential) {
      const batch = batches.get(id);
      return batch?.credential === credential ? batch : undefined;
    },
    clear: () => batches.clear(),
  };
}
