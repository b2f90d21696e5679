import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../core/index.ts';
import { canonicalMessage } from './canonical.ts';
import { type Chain, type HashedBody, hashChain, tipAt } from './chain.ts';
import { isList, objectOf } from './json-values.ts';
import { createRecall, type Recall } from './recall.ts';
import { walkRequest } from './walk.ts';

const maxBytes = 1_000_000;

/** Hashes as a reader does: going on from what `recall` knows of an earlier request that began alike. */
function chainOf(
  messages: Json | readonly Message[],
  more: { root?: string; recall?: Recall<HashedBody> } = {},
): Chain {
  const text = typeof messages === 'string' ? messages : JSON.stringify(messages);
  const body = Buffer.from(`{"model":"m","messages":${text}}`);
  const { root = 'root', recall = createRecall({ maxBytes }) } = more;
  const { knownMessages, last, shared, keep } = recall.begin('');
  const walked = walkRequest(body, { knownEnd: () => -1, knownMessages })?.messages ?? [];
  const earlier = last();
  const continuation = earlier === undefined ? undefined : { last: earlier, shared: shared(walked) };
  const chain = hashChain(root, { body, messages: walked }, continuation);
  keep({ body, messages: walked, chain });
  return chain;
}

function tip(messages: Json | string): string | undefined {
  return chainOf(messages).hashes.at(-1);
}

const ask = { role: 'user', content: [{ type: 'text', text: 'Read a.txt' }] };
const call = { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'Read', input: { path: 'a' } }] };
const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'hello' }] };

describe('what counts as the same transcript', () => {
  const ephemeral = { type: 'ephemeral', ttl: '1h' };
  it.each<[string, Json | string, Json | string]>([
    [
      'a cache_control on a block',
      [ask],
      [{ role: 'user', content: [{ type: 'text', text: 'Read a.txt', cache_control: ephemeral }] }],
    ],
    ['a string and the one text block it stands for', [ask], [{ role: 'user', content: 'Read a.txt' }]],
    [
      'a string and its block with a cache_control',
      [{ role: 'system', content: 'x', output_config: { effort: 'low' } }],
      [
        {
          role: 'system',
          content: [{ type: 'text', text: 'x', cache_control: ephemeral }],
          output_config: { effort: 'low' },
        },
      ],
    ],
    [
      'a cache_control inside a tool result',
      [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'r' }] }] }],
      [
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'r', cache_control: ephemeral }] },
          ],
        },
      ],
    ],
    [
      'a cache_control inside a document',
      [
        {
          role: 'user',
          content: [{ type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'r' }] } }],
        },
      ],
      [
        {
          role: 'user',
          content: [
            {
              type: 'document',
              source: { type: 'content', content: [{ type: 'text', text: 'r', cache_control: ephemeral }] },
            },
          ],
        },
      ],
    ],
    ['white space between tokens', [ask, call], JSON.stringify([ask, call], undefined, 2)],
    ['white space inside a block', [ask], '[{"role":"user","content":[{"type": "text","text":"Read a.txt"}]}]'],
    ['role after content', [ask], [{ content: [{ type: 'text', text: 'Read a.txt' }], role: 'user' }]],
    ['a spelled-out role', [ask], '[{"r\\u006fle":"user","content":[{"type":"text","text":"Read a.txt"}]}]'],
  ])('%s makes no difference', (_what, one, other) => {
    expect(tip(other)).toBe(tip(one));
  });

  it.each<[string, Json, Json]>([
    ['another text', [ask], [{ ...ask, content: 'Read b.txt' }]],
    ['another role', [ask], [{ ...ask, role: 'assistant' }]],
    ['white space inside a text', [{ role: 'user', content: 'a b' }], [{ role: 'user', content: 'a  b' }]],
    ['a second block', [ask], [{ role: 'user', content: [...ask.content, { type: 'text', text: '' }] }]],
    ['another member of the message', [ask], [{ ...ask, output_config: { effort: 'low' } }]],
    [
      'a cache_control that is a tool input of that name',
      [{ ...call, content: [{ type: 'tool_use', id: 't', name: 'n', input: { cache_control: 1 } }] }],
      [{ ...call, content: [{ type: 'tool_use', id: 't', name: 'n', input: {} }] }],
    ],
    ['other order of messages', [ask, call], [call, ask]],
  ])('%s makes another', (_what, one, other) => {
    expect(tip(other)).not.toBe(tip(one));
  });
});

describe('a chain', () => {
  it('has one hash a message, each resting on all before it', () => {
    const short = chainOf([ask, call]);
    const long = chainOf([ask, call, result]);
    expect(long.hashes.slice(0, 2)).toEqual(short.hashes);
    expect(chainOf([call, call, result]).hashes[2]).not.toBe(long.hashes[2]);
  });

  it('is another for another root', () => {
    const recall = createRecall<HashedBody>({ maxBytes });
    const one = chainOf([ask], { root: 'a', recall });
    expect(chainOf([ask], { root: 'b', recall }).hashes).not.toEqual(one.hashes);
  });

  it('tells the tip after any number of messages', () => {
    const chain = chainOf([ask, call]);
    expect([0, 1, 2, 3].map((count) => tipAt(chain, count))).toEqual(['root', ...chain.hashes, undefined]);
  });

  it('is empty without messages', () => {
    expect(chainOf([]).hashes).toEqual([]);
  });
});

const text = fc.string({ maxLength: 8 });
const block: fc.Arbitrary<Json> = fc.oneof(
  text.map((value) => ({ type: 'text', text: value })),
  text.map((value) => ({ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: value }] })),
  fc
    .dictionary(text, fc.oneof(text, fc.constant(null), fc.array(text)))
    .map((input) => ({ type: 'tool_use', id: 't', name: 'n', input })),
);
interface Message {
  readonly role: string;
  readonly content: Json;
}
const transcript: fc.Arbitrary<readonly Message[]> = fc.array(
  fc.record({
    role: fc.constantFrom('user', 'assistant', 'system'),
    content: fc.oneof(text, fc.array(block, { maxLength: 3 })),
  }),
  { minLength: 1, maxLength: 6 },
);

/** The same transcript as a client might send it a turn later: marked, spaced or with a string for a block. */
const rewriting = fc.record({ mark: fc.nat(5), indent: fc.constantFrom(undefined, 2), rolesLast: fc.boolean() });

function rewrite(
  messages: readonly Message[],
  how: { mark: number; indent: number | undefined; rolesLast: boolean },
): string {
  const written = messages.map(({ role, content }, index) => {
    const marked = index === how.mark ? markLast(content) : content;
    return how.rolesLast ? { content: marked, role } : { role, content: marked };
  });
  return JSON.stringify(written, undefined, how.indent);
}

function markLast(content: Json): Json {
  if (typeof content === 'string') return [{ type: 'text', text: content, cache_control: { type: 'ephemeral' } }];
  if (!isList(content)) return content;
  return content.map((one, index) =>
    index === content.length - 1 ? { ...objectOf(one), cache_control: { type: 'ephemeral' } } : one,
  );
}

describe('the two ways to a hash', () => {
  it('agree, however the same content is written', () => {
    fc.assert(
      fc.property(transcript, rewriting, (messages, how) => {
        expect(chainOf(rewrite(messages, how)).hashes).toEqual(chainOf(messages).hashes);
      }),
      { numRuns: 300 },
    );
  });

  it('agree whether or not earlier requests were seen', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(transcript, fc.nat(6), rewriting), { maxLength: 5 }), (requests) => {
        const recall = createRecall<HashedBody>({ maxBytes });
        let base: readonly Message[] = [{ role: 'user', content: 'hi' }];
        for (const [messages, keep, how] of requests) {
          base = [...base.slice(0, 1 + keep), ...messages];
          const sent = rewrite(base, how);
          expect(chainOf(sent, { recall })).toEqual(chainOf(sent));
        }
      }),
    );
  });

  it('agree after a message in the middle was changed', () => {
    const recall = createRecall<HashedBody>({ maxBytes });
    chainOf([ask, call, result], { recall });
    const changed = [ask, { role: 'assistant', content: 'No.' }, result];
    expect(chainOf(changed, { recall })).toEqual(chainOf(changed));
  });

  it('take a canonical message as it stands', () => {
    const body = Buffer.from(JSON.stringify({ messages: [ask, { role: 'user', content: 'x' }] }));
    const [first, second] = walkRequest(body)?.messages ?? [];
    if (first === undefined || second === undefined) throw new Error('two messages expected');
    expect(canonicalMessage(body, first).buffer).toBe(body.buffer);
    expect(canonicalMessage(body, second).toString()).toBe('{"role":"user","content":[{"type":"text","text":"x"}]}');
  });

  it('forget bodies beyond the memory they may keep, and still agree', () => {
    const recall = createRecall<HashedBody>({ maxBytes: 100 });
    expect(chainOf([ask, call, result], { recall })).toEqual(chainOf([ask, call, result]));
    expect(chainOf([ask, call, result, ask], { recall })).toEqual(chainOf([ask, call, result, ask]));
  });
});
