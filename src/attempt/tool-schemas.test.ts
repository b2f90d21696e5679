import { describe, expect, test } from 'vitest';
import type { Json } from '../core/index.ts';
import { createSchemaChecker } from './tool-schemas.ts';

const checker = createSchemaChecker();
const invalid = (keyword: string) => ({ kind: 'invalid', keyword, text: expect.any(String) });

const city: Json = {
  type: 'object',
  properties: { city: { type: 'string', minLength: 2 }, days: { type: 'integer' } },
  required: ['city'],
  additionalProperties: false,
};

describe('an input is held to its schema', () => {
  test.each<[Json, object]>([
    [{ city: 'Bergen' }, { kind: 'valid' }],
    [{ city: 'Bergen', days: 2 }, { kind: 'valid' }],
    [{}, invalid('required')],
    [{ city: 3 }, invalid('type')],
    [{ city: 'B' }, invalid('minLength')],
    [{ city: 'Bergen', town: 'x' }, invalid('additionalProperties')],
    [null, invalid('type')],
  ])('%j', (input, expected) => {
    expect(checker.check(city, input)).toEqual(expected);
  });

  test('in draft 2020-12, whether it says so or not', () => {
    const pair = { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false };
    for (const schema of [pair, { ...pair, $schema: 'https://json-schema.org/draft/2020-12/schema' }]) {
      expect(checker.check(schema, ['a', 1])).toEqual({ kind: 'valid' });
      expect(checker.check(schema, ['a', 1, 2])).toEqual(invalid('items'));
    }
  });

  test('in draft-07, where it says so', () => {
    const pair = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      items: [{ type: 'string' }],
      additionalItems: false,
    };
    expect(checker.check(pair, ['a'])).toEqual({ kind: 'valid' });
    expect(checker.check(pair, ['a', 1])).toEqual(invalid('additionalItems'));
  });

  test('with references inside it, and the same `$id` as another schema', () => {
    const node = (type: string): Json => ({
      $id: 'https://example.com/node',
      type: 'object',
      properties: { next: { $ref: '#' }, value: { $ref: '#/$defs/value' } },
      $defs: { value: { type } },
    });
    expect(checker.check(node('string'), { next: { value: 3 } })).toEqual(invalid('type'));
    expect(checker.check(node('number'), { next: { value: 3 } })).toEqual({ kind: 'valid' });
  });

  test('formats and unknown keywords are passed over', () => {
    expect(checker.check({ type: 'string', format: 'uri', 'x-note': 'hint', examples: [] }, 'no uri')).toEqual({
      kind: 'valid',
    });
  });
});

test.each<[string, Json]>([
  ['is no schema', 'object'],
  ['is a list', []],
  ['has a type that is none', { type: 'date' }],
  ['names another document', { $ref: 'https://example.com/other.json' }],
  ['has a pattern that is none', { type: 'string', pattern: '(' }],
  ['speaks a dialect nobody knows', { $async: true }],
  ['is huge', { description: 'x'.repeat(300_000) }],
  ['has no end', { $ref: '#' }],
])('a schema that %s is odd, and nothing is held against an input', (_title, schema) => {
  const odd = createSchemaChecker();
  expect(odd.check(schema, { city: 1 })).toEqual({ kind: 'odd_schema', isNew: true });
  expect(odd.check(schema, { city: 1 })).toEqual({ kind: 'odd_schema', isNew: false });
});

test('more schemas than are kept are checked all the same', () => {
  const small = createSchemaChecker({ capacity: 2 });
  for (const round of [1, 2]) {
    for (const minimum of [1, 2, 3, 4])
      expect([round, small.check({ type: 'number', minimum }, 2).kind]).toEqual([
        round,
        minimum > 2 ? 'invalid' : 'valid',
      ]);
  }
});
