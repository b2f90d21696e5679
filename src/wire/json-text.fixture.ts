import fc from 'fast-check';

/** JSON white space between tokens. */
export const spacing = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n  ');

const escaped = fc.constantFrom(
  '\\"',
  '\\\\',
  '\\/',
  '\\n',
  '\\u0041',
  '\\ud83d\\ude00',
  '\\\\\\"',
  '{',
  '}',
  '[',
  ',',
  ':',
);
const stringPiece = fc.oneof(
  escaped,
  fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text).slice(1, -1)),
  fc.integer({ min: 30, max: 3000 }).map((length) => 'x'.repeat(length)),
);

/** The text of a JSON string: escapes in several spellings, brackets and quotes inside, sometimes long. */
export const stringText = fc.array(stringPiece, { maxLength: 6 }).map((pieces) => `"${pieces.join('')}"`);

const scalarText = fc.oneof(
  stringText,
  fc.constantFrom(
    '0',
    '-0',
    '1E5',
    '1.5e-3',
    '123456789012345678901234567890',
    'true',
    'false',
    'null',
    '""',
    '[]',
    '{}',
    '[ ]',
  ),
);

/**
 * `"key" : value` with any spacing; the key sometimes spelled with an escape. No key holds a backslash: once it has parsed
 * an object with the key `\`, `JSON.parse` of Node 24.21, the reference here, takes `{"\u0061":1}` for another such.
 */
export function member(value: fc.Arbitrary<string>, key: fc.Arbitrary<string> = fc.string()): fc.Arbitrary<string> {
  const keyText = fc.tuple(key, fc.boolean()).map(([text, spellOut]) => {
    const plain = JSON.stringify(text.replaceAll('\\', '/'));
    return spellOut && /^"[a-z]/.test(plain) ? `"\\u00${text.charCodeAt(0).toString(16)}${plain.slice(2)}` : plain;
  });
  return fc
    .tuple(spacing, keyText, spacing, spacing, value, spacing)
    .map(([a, name, b, c, inner, d]) => `${a}${name}${b}:${c}${inner}${d}`);
}

/** An object of such members, in any order, keys possibly twice. */
export function objectText(key: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.array(member(value, key), { maxLength: 6 }).map((members) => `{${members.join(',')}}`);
}

/** Any JSON value, spelled oddly. */
export const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalarText,
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(' , ')}]`),
    fc.array(member(tie('value')), { maxLength: 4 }).map((members) => `{${members.join(',')}}`),
  ),
})).value;
