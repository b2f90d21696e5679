import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, ByteStore } from './byte-store.ts';

const kibibyte = 1024;

/** Takes and gives in any order; each block taken is filled with a number of its own. */
function play(store: ByteStore, steps: readonly number[]): readonly { readonly block: Block; readonly fill: number }[] {
  const taken: { block: Block; fill: number }[] = [];
  steps.forEach((step, index) => {
    const gone = step < 0 ? taken.splice(-step % (taken.length + 1), 1)[0] : undefined;
    if (gone !== undefined) store.give(gone.block);
    const block = step < 0 ? undefined : store.take(step);
    if (block === undefined) return;
    block.bytes.fill(index % 256);
    taken.push({ block, fill: index % 256 });
  });
  return taken;
}

const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 * kibibyte }), fc.integer({ min: -9, max: -1 })), {
  maxLength: 60,
});

describe('a store of bytes', () => {
  it('gives no byte to two blocks, and each block its size', () => {
    fc.assert(
      fc.property(steps, (sizes) => {
        for (const { block, fill } of play(new ByteStore(64 * kibibyte), sizes)) {
          expect(block.bytes.every((byte) => byte === fill)).toBe(true);
        }
      }),
    );
  });

  it('is whole again when everything was given back', () => {
    fc.assert(
      fc.property(steps, (sizes) => {
        const store = new ByteStore(64 * kibibyte);
        for (const { block } of play(store, sizes)) store.give(block);
        expect(store.take(64 * kibibyte)?.bytes.length).toBe(64 * kibibyte);
      }),
    );
  });

  it('gives at least what was asked for, and a power of two', () => {
    const sizes = [1, 2048, 2049, 5000].map((bytes) => new ByteStore(64 * kibibyte).take(bytes)?.bytes.length);
    expect(sizes).toEqual([2048, 2048, 4096, 8192]);
  });

  it('has no block beyond its bound, which is rounded down', () => {
    const store = new ByteStore(10 * kibibyte);
    expect(store.take(8 * kibibyte + 1)).toBeUndefined();
    expect(store.take(8 * kibibyte)).toBeDefined();
    expect(store.take(1)).toBeUndefined();
    expect(new ByteStore(10).take(1)).toBeUndefined();
  });
});
