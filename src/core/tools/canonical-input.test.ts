import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalInput } from './canonical-input.ts';

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reverseKeys(inner)]),
  );
}

describe('a canonical input', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => canonicalInput(reverseKeys(value)) === canonicalInput(value)));
  });

  it('is the same JSON, so that different inputs stay different', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalInput(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is made for anything, without throwing', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withMap: true, withSparseArray: true }),
        (value) => typeof canonicalInput(value) === 'string',
      ),
    );
  });

  it('is JSON with sorted keys, and marks what JSON has not', () => {
    expect(canonicalInput({ a: [1, { c: 2, b: '"' }] })).toBe('{"a":[1,{"b":"\\"","c":2}]}');
    expect(canonicalInput({ b: 1, a: undefined })).toBe('{"b":1}');
    expect(canonicalInput([undefined, Number.NaN, 1n, null])).toBe('[undefined,NaN,1n,null]');
    expect(canonicalInput(undefined)).toBe('undefined');
  });

  it('marks a cycle, and tells it from an object that is merely used twice', () => {
    const shared = { a: 1 };
    const cyclic: Record<string, unknown> = { shared, again: shared };
    cyclic.self = cyclic;
    expect(canonicalInput(cyclic)).toBe('{"again":{"a":1},"self":<cycle>,"shared":{"a":1}}');
  });

  it('cuts what is endlessly deep or shared without end', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(canonicalInput(deep)).toContain('<cut>');
    let wide: unknown = 1;
    for (let level = 0; level < 60; level += 1) wide = [wide, wide];
    expect(canonicalInput(wide)).toContain('<cut>');
  });
});
