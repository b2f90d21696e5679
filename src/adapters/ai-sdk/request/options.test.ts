import { createAnthropic } from '@ai-sdk/anthropic';
import type { LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { describe, expect, test } from 'vitest';
import { createTurnReader, type ReadTurn } from '../../../wire/index.ts';
import { toRequest } from './to-request.ts';

const question: LanguageModelV4Prompt[number] = { role: 'user', content: [{ type: 'text', text: 'What is this?' }] };
const pixels = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const search = { type: 'function' as const, name: 'find', inputSchema: { type: 'object' as const, properties: {} } };
const image = { type: 'file' as const, mediaType: 'image/png', data: { type: 'data' as const, data: pixels } };
const anthropic = (options: Record<string, string | number | boolean | object>) => ({
  providerOptions: { anthropic: JSON.parse(JSON.stringify(options)) },
});

/** A transcript whose last call is answered with this output. */
function answeredWith(
  output: Extract<
    Extract<LanguageModelV4Prompt[number], { role: 'tool' }>['content'][number],
    { output: unknown }
  >['output'],
): LanguageModelV4Prompt {
  return [
    question,
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Hm.', providerOptions: { anthropic: { signature: 'c2ln' } } },
        { type: 'reasoning', text: '', providerOptions: { anthropic: { redactedData: 'cmVk' } } },
        { type: 'reasoning', text: 'Of another provider, without a signature.' },
        { type: 'tool-call', toolCallId: 't1', toolName: 'find', input: { q: 'x' } },
        { type: 'text', text: 'I look.' },
      ],
    },
    { role: 'tool', content: [{ type: 'tool-result', toolCallId: 't1', toolName: 'find', output }] },
  ];
}

const serverSearch: LanguageModelV4Prompt = [
  question,
  {
    role: 'assistant',
    content: [
      { type: 'tool-call', toolCallId: 's1', toolName: 'web_search', input: { query: 'x' }, providerExecuted: true },
      { type: 'tool-result', toolCallId: 's1', toolName: 'web_search', output: { type: 'json', value: [] } },
      { type: 'text', text: 'Found.' },
    ],
  },
  question,
];

interface Case {
  readonly title: string;
  readonly given: Partial<LanguageModelV4CallOptions>;
  readonly modelId: string;
}

type Row = readonly [title: string, given: Partial<LanguageModelV4CallOptions>, modelId?: string];

const rows: readonly Row[] = [
  ['nothing but a prompt', {}],
  ['a length', { maxOutputTokens: 1_000 }],
  ['sampling on a model that takes it', { temperature: 0.2, topP: 0.9, topK: 3 }, 'claude-haiku-4-5'],
  ['reasoning high', { reasoning: 'high' }],
  ['reasoning minimal', { reasoning: 'minimal' }],
  ['reasoning none on a model that thinks between tools', { reasoning: 'none' }],
  ['reasoning none on a model that always thinks', { reasoning: 'none' }, 'claude-opus-5-5'],
  ['reasoning none on a model that can do without', { reasoning: 'none' }, 'claude-haiku-5-5'],
  ['reasoning on a model with budgets', { reasoning: 'low', maxOutputTokens: 2_000 }, 'claude-sonnet-4-5'],
  [
    'a budget',
    { ...anthropic({ thinking: { type: 'enabled', budgetTokens: 2_000 } }), maxOutputTokens: 500 },
    'claude-sonnet-4-5',
  ],
  ['adaptive thinking', anthropic({ thinking: { type: 'adaptive', display: 'summarized' }, effort: 'low' })],
  [
    'bound thinking',
    anthropic({ thinking: { type: 'adaptive', blockBinding: { prefixMismatchBehavior: 'drop_block' } } }),
  ],
  ['effort before reasoning', { ...anthropic({ effort: 'medium' }), reasoning: 'high' }],
  ['a forced tool', { tools: [search], toolChoice: { type: 'required' } }, 'claude-haiku-5-5'],
  ['a named tool', { tools: [search], toolChoice: { type: 'tool', toolName: 'find' } }, 'claude-haiku-5-5'],
  ['no tool', { tools: [search], toolChoice: { type: 'none' } }],
  ['one tool at a time', { tools: [search], ...anthropic({ disableParallelToolUse: true }) }],
  ['a cached tool', { tools: [{ ...search, ...anthropic({ cacheControl: { type: 'ephemeral', ttl: '1h' } }) }] }],
  [
    'a server tool',
    {
      tools: [{ type: 'provider', id: 'anthropic.web_search_20250305', name: 'web_search', args: {} }],
      prompt: serverSearch,
    },
  ],
  [
    'structured output',
    { responseFormat: { type: 'json', schema: { type: 'object', properties: {}, additionalProperties: false } } },
  ],
  ['automatic caching', anthropic({ cacheControl: { type: 'ephemeral' } })],
  ['a region', anthropic({ inferenceGeo: 'us' })],
  ['fast mode', anthropic({ speed: 'fast' }), 'claude-opus-5-5'],
  [
    'betas of the caller',
    { headers: { 'anthropic-beta': 'one-beta' }, ...anthropic({ anthropicBeta: ['other-beta'] }) },
  ],
  ['a user', anthropic({ metadata: { userId: 'ada' } })],
  ['context edits', anthropic({ contextManagement: { edits: [{ type: 'clear_tool_uses_20250919' }] } })],
  ['an image', { prompt: [{ role: 'user', content: [{ type: 'text', text: 'Look:' }, image] }] }],
  [
    'an image by address',
    {
      prompt: [
        { role: 'user', content: [{ ...image, data: { type: 'url', url: new URL('https://example.com/a.png') } }] },
      ],
    },
  ],
  [
    'a document',
    {
      prompt: [
        {
          role: 'user',
          content: [
            { type: 'file', mediaType: 'application/pdf', filename: 'a.pdf', data: { type: 'data', data: 'JVBERi0=' } },
          ],
        },
      ],
    },
  ],
  [
    'a text file',
    {
      prompt: [
        { role: 'user', content: [{ type: 'file', mediaType: 'text/plain', data: { type: 'text', text: 'abc' } }] },
      ],
    },
  ],
  ['a result in JSON', { tools: [search], prompt: answeredWith({ type: 'json', value: { a: [1, null] } }) }],
  ['an error in JSON', { tools: [search], prompt: answeredWith({ type: 'error-json', value: { no: 1 } }) }],
  ['an error in words', { tools: [search], prompt: answeredWith({ type: 'error-text', value: 'no' }) }],
  ['a denied call', { tools: [search], prompt: answeredWith({ type: 'execution-denied', reason: 'not now' }) }],
  [
    'a result with an image',
    { tools: [search], prompt: answeredWith({ type: 'content', value: [{ type: 'text', text: 'see' }, image] }) },
  ],
  [
    'a system message along the way',
    {
      prompt: [
        { role: 'system', content: 'Be brief.' },
        question,
        { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] },
        { role: 'system', content: 'Be long.' },
        question,
      ],
    },
  ],
  [
    'effort along the way',
    {
      prompt: [
        { role: 'system', content: 'Be brief.' },
        question,
        { role: 'assistant', content: [{ type: 'text', text: 'Hi' }] },
        { role: 'system', content: '', ...anthropic({ effort: 'low' }) },
        question,
      ],
    },
  ],
  ['two users in a row', { prompt: [question, question] }],
  [
    'a prefill',
    { prompt: [question, { role: 'assistant', content: [{ type: 'text', text: 'It is ' }] }] },
    'claude-haiku-4-5',
  ],
];
const cases = rows.map(([title, given, modelId = 'claude-sonnet-5-5']): Case => ({ title, given, modelId }));

/** What the package puts on the wire for a call. */
async function sentFor(options: LanguageModelV4CallOptions, modelId: string, stream: boolean) {
  let sent: { readonly body: Buffer; readonly headers: Headers } | undefined;
  const model = createAnthropic({
    apiKey: 'sk-test',
    fetch: async (_url, init) => {
      if (typeof init?.body === 'string') sent = { body: Buffer.from(init.body), headers: new Headers(init.headers) };
      return new Response('{"type":"error","error":{"type":"api_error","message":"enough"}}', { status: 500 });
    },
  })(modelId);
  await Promise.resolve(stream ? model.doStream(options) : model.doGenerate(options)).catch(() => undefined);
  if (sent === undefined) throw new Error('nothing was sent');
  return sent;
}

function read(request: { readonly body: Buffer; readonly header: (name: string) => string | undefined }): ReadTurn {
  const reading = createTurnReader({ salt: 'test' }).read(request);
  if (reading.kind !== 'turn') throw new Error(reading.why);
  return reading;
}

describe.each([true, false])('a call with (stream: %s)', (stream) => {
  test.each(cases)('$title is read as what the package sends', async ({ given, modelId }) => {
    const options: LanguageModelV4CallOptions = { prompt: [question], ...given };
    const sent = await sentFor(options, modelId, stream);
    const header = (name: string) => (name === 'x-api-key' ? undefined : (sent.headers.get(name) ?? undefined));
    const theirs = read({ body: sent.body, header });
    const ours = read(toRequest(options, { modelId, stream }));
    expect({ ...ours.turn, settings: {} }).toEqual({ ...theirs.turn, settings: {} });
    const { maxTokens, ...settings } = theirs.turn.settings;
    expect(ours.turn.settings).toEqual(options.maxOutputTokens === undefined ? settings : { ...settings, maxTokens });
    expect([ours.chain, ours.fingerprint, ours.breakpoints]).toEqual([
      theirs.chain,
      theirs.fingerprint,
      theirs.breakpoints,
    ]);
  });
});
