import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob, feedGlob, matchesGlob, startGlob } from './glob.ts';

/** The plain meaning of a glob, by trying every split. */
function matchesByTrying(glob: string, text: string, barrier: string): boolean {
  const stars = /^\*+/.exec(glob)?.[0];
  if (stars === undefined) {
    return glob === ''
      ? text === ''
      : glob[0] === text[0] && text !== '' && matchesByTrying(glob.slice(1), text.slice(1), barrier);
  }
  if (matchesByTrying(glob.slice(stars.length), text, barrier)) return true;
  return text !== '' && (stars.length > 1 || text[0] !== barrier) && matchesByTrying(glob, text.slice(1), barrier);
}

describe('a glob', () => {
  it.each([
    ['get_*', 'get_user', true],
    ['get_*', 'get_', true],
    ['get_*', 'forget_user', false],
    ['*', '', true],
    ['a*b*c', 'a1b2b3c', true],
    ['a.c', 'abc', false],
    ['docs/*', 'docs/a/b', false],
    ['docs/**', 'docs/a/b', true],
    ['**/*.md', 'docs/a/b.md', true],
  ])('%s matches %s: %s', (glob, text, expected) => {
    expect(matchesGlob(compileGlob(glob), text, '/')).toBe(expected);
  });

  it('means what trying every split means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '/', '*', '**'), { maxLength: 6 })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(pattern, text, (glob, value) => {
        expect(matchesGlob(compileGlob(glob), value, '/')).toBe(matchesByTrying(glob, value, '/'));
      }),
      { numRuns: 500 },
    );
  });

  it('has never more states than positions, so that many wildcards do not cost more than their number', () => {
    const glob = compileGlob('a*'.repeat(50));
    const state = feedGlob(glob, startGlob(glob), { text: 'a'.repeat(2000) });
    expect(state.length).toBeLessThanOrEqual(glob.tokens.length + 1);
  });
});
