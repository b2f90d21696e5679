import { createAnthropic } from '@ai-sdk/anthropic';
import type { LanguageModelV4CallOptions, LanguageModelV4Message, LanguageModelV4Prompt } from '@ai-sdk/provider';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toRequest } from './to-request.ts';

const text = fc.constantFrom('a', 'b b', ' c ', '', '☔', '"\\');
const options = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constant({ providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } }),
  },
);
const file = fc.record({
  type: fc.constant('file' as const),
  mediaType: fc.constant('image/png'),
  data: fc.constantFrom(
    { type: 'data' as const, data: new Uint8Array([1, 2, 3]) },
    { type: 'data' as const, data: 'AQID' },
    { type: 'url' as const, url: new URL('https://example.com/a.png') },
  ),
});
const textPart = fc.record({ type: fc.constant('text' as const), text });
const withOptions = <Part extends object>(part: fc.Arbitrary<Part>) =>
  fc.tuple(part, options).map(([one, more]) => ({ ...one, ...more }));

type Assistant = Extract<LanguageModelV4Message, { role: 'assistant' }>;
type ToolResult = Extract<
  Extract<LanguageModelV4Message, { role: 'tool' }>['content'][number],
  { type: 'tool-result' }
>;

const user = fc
  .tuple(fc.array(withOptions(fc.oneof(textPart, file)), { minLength: 1, maxLength: 3 }), options)
  .map(([content, more]): LanguageModelV4Message => ({ role: 'user', content, ...more }));

const reasoning = fc.record({
  type: fc.constant('reasoning' as const),
  text,
  providerOptions: fc.constantFrom(
    { anthropic: { signature: 'c2ln' } },
    { anthropic: { redactedData: 'cmVk' } },
    { openai: { itemId: 'r1' } },
  ),
});
const call = fc.record({
  type: fc.constant('tool-call' as const),
  toolCallId: fc.constantFrom('t1', 't2', 't3'),
  toolName: fc.constantFrom('find', 'send'),
  input: fc.constantFrom({}, { q: 1 }, '{"q":2}', 'no json', ['list']),
});
const assistant = fc
  .tuple(fc.array(fc.oneof(withOptions(textPart), reasoning, withOptions(call)), { maxLength: 4 }), options)
  .map(([content, more]): Assistant => ({ role: 'assistant', content, ...more }));

const output: fc.Arbitrary<ToolResult['output']> = fc.oneof(
  fc.record({ type: fc.constantFrom('text' as const, 'error-text' as const), value: text }),
  fc.record({
    type: fc.constantFrom('json' as const, 'error-json' as const),
    value: fc.jsonValue(),
  }),
  fc.constant({ type: 'execution-denied' as const }),
  fc.record({
    type: fc.constant('content' as const),
    value: fc.array(fc.oneof(withOptions(textPart), file), { maxLength: 2 }),
  }),
);
const results = fc
  .tuple(
    fc.array(
      withOptions(
        fc.record({
          type: fc.constant('tool-result' as const),
          toolCallId: fc.constantFrom('t1', 't2', 't3'),
          toolName: fc.constantFrom('find', 'send'),
          output,
        }),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    options,
  )
  .map(([content, more]): LanguageModelV4Message => ({ role: 'tool', content, ...more }));

const system = fc
  .tuple(text, options)
  .map(([content, more]): LanguageModelV4Message => ({ role: 'system', content, ...more }));

const prompts: fc.Arbitrary<LanguageModelV4Prompt> = fc.array(fc.oneof(user, assistant, results, system), {
  minLength: 1,
  maxLength: 8,
});

/** What the package puts on the wire. */
async function sentFor(call: LanguageModelV4CallOptions): Promise<Record<string, unknown>> {
  let body = '{}';
  const model = createAnthropic({
    apiKey: 'sk-test',
    fetch: async (_url, init) => {
      body = String(init?.body);
      return new Response('{}', { status: 500 });
    },
  })('claude-sonnet-5-5');
  await Promise.resolve(model.doGenerate(call)).catch(() => undefined);
  return JSON.parse(body);
}

test('any prompt is translated to the very bytes that the package sends for it', async () => {
  await fc.assert(
    fc.asyncProperty(prompts, async (prompt) => {
      const theirs = await sentFor({ prompt });
      const ours = JSON.parse(toRequest({ prompt }, { modelId: 'claude-sonnet-5-5', stream: false }).body.toString());
      for (const member of ['system', 'messages'])
        expect(JSON.stringify(ours[member])).toBe(JSON.stringify(theirs[member]));
    }),
    { numRuns: 300 },
  );
});
