import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createByteMemo } from './byte-memo.ts';
import { createLru } from './lru.ts';

describe('a cache bounded by bytes', () => {
  it('forgets what was used longest ago', () => {
    const cache = createLru<number>(10);
    cache.set('a', 1, 4);
    cache.set('b', 2, 4);
    cache.get('a');
    cache.set('c', 3, 4);
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([1, undefined, 3]);
  });

  it('counts an entry that is set again once', () => {
    const cache = createLru<number>(10);
    for (let turn = 0; turn < 5; turn++) cache.set('a', turn, 6);
    cache.set('b', 9, 4);
    expect([cache.get('a'), cache.get('b')]).toEqual([4, 9]);
  });

  it('does not keep an entry larger than itself, nor its older value', () => {
    const cache = createLru<number>(10);
    cache.set('b', 2, 4);
    cache.set('a', 1, 4);
    cache.set('a', 2, 11);
    expect([cache.get('a'), cache.get('b')]).toEqual([undefined, 2]);
  });
});

describe('what a bounded cache tells', () => {
  function telling() {
    const forgotten: number[] = [];
    return { forgotten, cache: createLru<number>(10, (value) => forgotten.push(value)) };
  }

  it('is every value once: too many, too large, asked for, but not one that was set again', () => {
    const { cache, forgotten } = telling();
    cache.set('a', 1, 4);
    cache.set('b', 2, 4);
    cache.set('a', 3, 5);
    cache.set('c', 4, 4);
    expect(forgotten).toEqual([2]);
    cache.set('d', 5, 11);
    expect(forgotten).toEqual([2, 5]);
    cache.forget('c');
    cache.forget('c');
    expect(forgotten).toEqual([2, 5, 4]);
    expect([cache.forgetOldest(), cache.forgetOldest()]).toEqual([true, false]);
    expect(forgotten).toEqual([2, 5, 4, 3]);
  });

  it('is what a cache of maps would tell, whatever is done', () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      bytes: fc.integer({ min: 1, max: 12 }),
      kind: fc.constantFrom('set', 'set', 'get', 'forget'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { cache, forgotten } = telling();
        let kept: readonly { readonly key: string; readonly value: number; readonly bytes: number }[] = [];
        steps.forEach(({ key, bytes, kind }, value) => {
          const entry = kept.find((one) => one.key === key);
          if (kind === 'get') expect(cache.get(key)).toBe(entry?.value);
          if (kind === 'forget') cache.forget(key);
          if (kind === 'set') cache.set(key, value, bytes);
          const others = kept.filter((one) => one !== entry);
          if (kind === 'forget') kept = others;
          else if (kind === 'get') kept = entry === undefined ? others : [...others, entry];
          else kept = bytes > 10 ? others : [...others, { key, value, bytes }];
          while (kept.reduce((sum, one) => sum + one.bytes, 0) > 10) kept = kept.slice(1);
        });
        for (const { key, value } of kept) expect(cache.get(key)).toBe(value);
        expect(forgotten.filter((value) => kept.some((one) => one.value === value))).toEqual([]);
        expect(new Set(forgotten).size).toBe(forgotten.length);
      }),
    );
  });
});

describe('a memo of bytes', () => {
  function counting(limits: { entries: number; maxBytes: number }) {
    const memo = createByteMemo<string>(limits);
    const computed: string[] = [];
    const ask = (text: string) =>
      memo.of(Buffer.from(text), (bytes) => {
        computed.push(bytes.toString());
        return `of ${bytes}`;
      });
    return { ask, computed };
  }

  it('computes once for equal bytes', () => {
    const { ask, computed } = counting({ entries: 2, maxBytes: 100 });
    expect([ask('one'), ask('two'), ask('one')]).toEqual(['of one', 'of two', 'of one']);
    expect(computed).toEqual(['one', 'two']);
  });

  it('is not misled when the bytes it was asked with are written to', () => {
    const memo = createByteMemo<string>({ entries: 2, maxBytes: 100 });
    const bytes = Buffer.from('one');
    memo.of(bytes, String);
    bytes.write('two');
    expect(memo.of(bytes, String)).toBe('two');
  });

  it('forgets what was asked longest ago', () => {
    const { ask, computed } = counting({ entries: 2, maxBytes: 100 });
    for (const text of ['one', 'two', 'one', 'six', 'one', 'two']) ask(text);
    expect(computed).toEqual(['one', 'two', 'six', 'two']);
  });

  it('computes long ones every time', () => {
    const { ask, computed } = counting({ entries: 2, maxBytes: 2 });
    ask('one');
    ask('one');
    expect(computed).toEqual(['one', 'one']);
  });

  it('knows the end of a text of its own, wherever it stands', () => {
    const memo = createByteMemo<string>({ entries: 2, maxBytes: 100 });
    memo.of(Buffer.from('[1]'), String);
    memo.of(Buffer.from('[1,2]'), String);
    const ends = ['x[1]y', 'x[1,2]y', 'x[3]y', 'x[1,3]y', 'x[1', 'x'].map((text) => memo.endAt(Buffer.from(text), 1));
    expect(ends).toEqual([4, 6, -1, -1, -1, -1]);
  });
});
