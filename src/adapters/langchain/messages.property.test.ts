import { ChatAnthropic } from '@langchain/anthropic';
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageBlocks } from './messages.ts';

const text = fc.constantFrom('a', 'b b', '☔', '"\\');
const mark = fc.constantFrom({}, {}, { cache_control: { type: 'ephemeral' } });
const textBlock = fc.tuple(text, mark).map(([one, more]) => ({ type: 'text' as const, text: one, ...more }));
const image = fc.constantFrom(
  { type: 'image_url' as const, image_url: 'data:image/png;base64,AQID' },
  { type: 'image_url' as const, image_url: { url: 'https://example.com/a.png' } },
  { type: 'image' as const, source: { type: 'base64', media_type: 'image/png', data: 'AQID' } },
);
const thinking = fc.constantFrom(
  { type: 'thinking' as const, thinking: 'Hm.', signature: 'c2ln' },
  { type: 'redacted_thinking' as const, data: 'cmVk' },
);
const id = fc.constantFrom('t1', 't2', 't3');

const human = fc
  .oneof(text, fc.array(fc.oneof(textBlock, image), { minLength: 1, maxLength: 3 }))
  .map((content) => new HumanMessage({ content }));

/** A reply as the package makes it: calls stand in its content, and beside it; streamed ones with their input as text. */
const assistant = fc
  .record({
    said: fc.array(fc.oneof(textBlock, thinking), { maxLength: 2 }),
    ids: fc.uniqueArray(id, { maxLength: 2 }),
    streamed: fc.boolean(),
    inContent: fc.boolean(),
  })
  .map(({ said, ids, streamed, inContent }) => {
    const args = { q: 1 };
    const calls = ids.map((one) => ({ id: one, name: 'find', args }));
    const blocks = ids.map((one, index) => ({
      type: 'tool_use' as const,
      id: one,
      name: 'find',
      input: streamed ? '{"q":1}' : args,
      ...(streamed ? { index } : {}),
    }));
    return new AIMessage({ content: inContent ? [...said, ...blocks] : 'Looking.', tool_calls: calls });
  });

const result = fc
  .tuple(id, fc.oneof(text, fc.array(fc.oneof(textBlock, image), { minLength: 1, maxLength: 2 })))
  .map(([one, content]) => new ToolMessage({ tool_call_id: one, content }));

const system = fc
  .oneof(text, fc.array(textBlock, { minLength: 1, maxLength: 2 }))
  .map((content) => new SystemMessage({ content }));

const transcripts = fc
  .tuple(
    fc.array(system, { maxLength: 2 }),
    fc.array(fc.oneof(human, assistant, result, result), { minLength: 1, maxLength: 8 }),
  )
  .map(([first, then]): readonly BaseMessage[] => [...first, ...then]);

/** What the package puts on the wire. */
async function sentFor(messages: readonly BaseMessage[]): Promise<Record<string, unknown>> {
  let body = '{}';
  const model = new ChatAnthropic({
    model: 'claude-sonnet-5-5',
    apiKey: 'sk-test',
    maxRetries: 0,
    clientOptions: {
      fetch: async (_url: unknown, init: RequestInit | undefined) => {
        body = String(init?.body);
        return new Response('{"type":"error","error":{"type":"api_error","message":"enough"}}', { status: 400 });
      },
    },
  });
  await model.invoke([...messages]).catch(() => undefined);
  return JSON.parse(body);
}

test('any messages are translated to the very bytes that the package sends for them', async () => {
  await fc.assert(
    fc.asyncProperty(transcripts, async (messages) => {
      const theirs = await sentFor(messages);
      const ours = messageBlocks(messages);
      expect(JSON.stringify(ours.system)).toBe(JSON.stringify(theirs.system));
      expect(JSON.stringify(ours.messages)).toBe(JSON.stringify(theirs.messages));
    }),
    { numRuns: 150 },
  );
});
