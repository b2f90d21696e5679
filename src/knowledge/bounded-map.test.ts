import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BoundedMap } from './bounded-map.ts';

describe('a bounded map', () => {
  const keys = fc.array(fc.nat(20), { maxLength: 60 });

  test('holds at most its capacity, and surely the half of it that was set last', () => {
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 9 }), (set, half) => {
        const map = new BoundedMap<number, number>(2 * half);
        set.forEach((key, at) => {
          map.set(key, at);
        });
        const newest = [...new Set(set.toReversed())];
        for (const key of newest.slice(0, half)) expect(map.get(key)).toBe(set.lastIndexOf(key));
        expect([...map].length).toBeLessThanOrEqual(2 * half);
      }),
    );
  });

  test('gives the last value set, once for each key', () => {
    fc.assert(
      fc.property(keys, (set) => {
        const map = new BoundedMap<number, number>(8);
        set.forEach((key, at) => {
          map.set(key, at);
        });
        const entries = [...map];
        expect(new Set(entries.map(([key]) => key)).size).toBe(entries.length);
        for (const [key, at] of entries) expect([map.get(key), at]).toEqual([at, set.lastIndexOf(key)]);
      }),
    );
  });
});
