/**
 * One piece of memory, given out in blocks. What is kept for long lies here, apart from what dies with its request: among
 * the buffers of requests it would hold on to the pages around it, and the process would never shrink again.
 *
 * Blocks are powers of two, halved and joined again (a buddy system). So a block has room to grow, and pages that were never
 * written to cost nothing.
 */
export interface Block {
  /** The whole block. */
  readonly bytes: Buffer;
  /** Where it lies. */
  readonly at: number;
}

/** A power of two, as every block. */
const smallestBlock = 2048;

/** Memory of at most `maxBytes`, rounded down to a power of two; taken when the first block is asked for. */
export class ByteStore {
  readonly #size: number;
  #memory: Buffer | undefined;
  /** Where the free blocks lie, by their size. */
  readonly #free = new Map<number, Set<number>>();

  constructor(maxBytes: number) {
    this.#size = maxBytes < smallestBlock ? 0 : 2 ** Math.floor(Math.log2(maxBytes));
    this.#freeOf(this.#size).add(0);
  }

  /** A block for so many bytes, holding whatever it held before; `undefined`: no free block is large enough. */
  take(bytes: number): Block | undefined {
    const size = blockSize(bytes);
    let found = size;
    while (found <= this.#size && this.#freeOf(found).size === 0) found *= 2;
    const [at] = found > this.#size ? [] : this.#freeOf(found);
    if (at === undefined) return undefined;
    this.#freeOf(found).delete(at);
    for (let half = found / 2; half >= size; half /= 2) this.#freeOf(half).add(at + half);
    // Not Node's pool, and so large that the allocator maps it by itself, away from its heap.
    this.#memory ??= Buffer.from(new ArrayBuffer(this.#size));
    return { bytes: this.#memory.subarray(at, at + size), at };
  }

  /** Takes a block back; it must not be used any more. */
  give({ at, bytes }: Block): void {
    let size = bytes.length;
    let start = at;
    for (; size < this.#size; size *= 2) {
      const twin = start ^ size;
      if (!this.#freeOf(size).delete(twin)) break;
      start = Math.min(start, twin);
    }
    this.#freeOf(size).add(start);
  }

  #freeOf(size: number): Set<number> {
    const known = this.#free.get(size);
    if (known !== undefined) return known;
    const free = new Set<number>();
    this.#free.set(size, free);
    return free;
  }
}

/** The size of the block that so many bytes get. */
export function blockSize(bytes: number): number {
  return Math.max(smallestBlock, 2 ** Math.ceil(Math.log2(bytes)));
}
