import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InputPattern } from './shell-pattern.ts';
import { compileShellPattern } from './shell-pattern.ts';
import type { ShellWord } from './shell-reader.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2 });
const word: fc.Arbitrary<ShellWord> = fc.record({
  text: letters,
  rest: fc.oneof(
    { weight: 2, arbitrary: fc.constant('nothing' as const) },
    fc.constantFrom('word' as const, 'words' as const),
  ),
});
const patternWord = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 3 });
const pattern: fc.Arbitrary<InputPattern> = fc
  .tuple(fc.array(patternWord, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([words, isPrefix]) => {
    const text = words.join(' ').replaceAll(/\*+/g, '*');
    if (isPrefix) return { kind: 'prefix', text: text.replaceAll('*', 'a') };
    return { kind: text.includes('*') ? 'glob' : 'exact', text };
  });

/** What a word may turn out to be; unquoted variables may also vanish. */
function expansionsOf({ text, rest }: ShellWord): fc.Arbitrary<readonly string[]> {
  if (rest === 'nothing') return fc.constant([text]);
  const more = letters.map((suffix) => text + suffix);
  if (rest === 'word') return fc.array(more, { minLength: 1, maxLength: 3 });
  const many = fc.tuple(more, fc.array(letters, { maxLength: 2 })).map(([first, others]) => [first, ...others]);
  return text === '' ? fc.oneof(many, fc.constant([])) : many;
}

function known(text: string): ShellWord {
  return { text, rest: 'nothing' };
}

describe('a shell pattern and words that are not wholly known', () => {
  const cases = fc
    .tuple(pattern, fc.array(word, { minLength: 1, maxLength: 4 }))
    .chain(([input, words]) => fc.tuple(fc.constant(input), fc.constant(words), fc.tuple(...words.map(expansionsOf))));

  it('match only when every outcome matches, and could not match only when none does', () => {
    let [matched, excluded] = [0, 0];
    fc.assert(
      fc.property(cases, ([input, words, outcome]) => {
        const compiled = compileShellPattern(input);
        const outcomeMatches = compiled.matches(outcome.flat().map(known));
        if (compiled.matches(words)) {
          matched += 1;
          expect(outcomeMatches).toBe(true);
        }
        if (!compiled.couldMatch(words)) {
          excluded += 1;
          expect(outcomeMatches).toBe(false);
        }
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(matched, excluded)).toBeGreaterThan(50);
  });

  it('match a word that may vanish only by a last wildcard that is reached without it', () => {
    const unquoted: ShellWord = { text: '', rest: 'words' };
    const matches = (text: string, ...words: readonly ShellWord[]) =>
      compileShellPattern({ kind: 'glob', text }).matches(words);
    expect(matches('a* *b', known('a'), unquoted, known('b'))).toBe(false);
    expect(matches('a* *', known('a'), unquoted)).toBe(false);
    expect(matches('* * *', known('a'), unquoted)).toBe(false);
    expect(matches('*a*', known('a'), unquoted, known('b'))).toBe(true);
  });

  it('agree where everything is known', () => {
    fc.assert(
      fc.property(pattern, fc.array(letters, { minLength: 1, maxLength: 4 }), (input, texts) => {
        const compiled = compileShellPattern(input);
        expect(compiled.couldMatch(texts.map(known))).toBe(compiled.matches(texts.map(known)));
      }),
      { numRuns: 1000 },
    );
  });
});
