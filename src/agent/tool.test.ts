import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createSchemaChecker } from '../attempt/index.ts';
import { defineTool, InputError } from './tool.ts';

const context = { signal: new AbortController().signal, callId: 'a' };
const schemas = createSchemaChecker();
const base = { name: 'tool', description: 'A tool' };

describe('a tool’s input', () => {
  const byZod = defineTool({
    ...base,
    input: z.object({ city: z.string().min(2), days: z.number().default(3) }),
    run: ({ city, days }) => `${city} ${days}`,
  });
  const byJsonSchema = defineTool({
    ...base,
    input: { type: 'object', properties: { city: { type: 'string', minLength: 2 } }, required: ['city'] },
    run: (input) => JSON.stringify(input),
  });

  test('by zod is parsed, its defaults filled in', async () => {
    expect(await byZod.call({ city: 'Bergen' }, context, schemas)).toBe('Bergen 3');
  });

  test('is offered as JSON Schema, where a default makes a member optional', () => {
    expect(byZod.inputSchema).toMatchObject({ type: 'object', required: ['city'] });
    expect(byZod.inputSchema).not.toHaveProperty('$schema');
  });

  test.each([
    ['zod', byZod, /city/],
    ['JSON Schema', byJsonSchema, /^The input does not fit this tool's schema: \/city must NOT have fewer than 2/],
  ])('by %s that does not fit is refused in words for the model', async (_kind, tool, words) => {
    await expect(tool.call({ city: 'B' }, context, schemas)).rejects.toThrow(words);
    await expect(tool.call({ city: 'B' }, context, schemas)).rejects.toThrow(InputError);
  });

  test('by a schema that cannot be held against anything passes', async () => {
    const odd = defineTool({ ...base, input: { type: 'object', $ref: 'https://example.com/x' }, run: () => 'ran' });
    expect(await odd.call({}, context, schemas)).toBe('ran');
  });
});

test.each([
  ['a name with a space', { ...base, name: 'my tool', input: { type: 'object' } }],
  ['a schema of no object', { ...base, input: z.string() }],
  ['no schema at all', { ...base, input: {} }],
])('%s is a mistake in the program', (_what, definition) => {
  expect(() => defineTool({ ...definition, run: () => '' })).toThrow(TypeError);
});
