import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../core/index.ts';
import { createTurnReader, type TurnReader } from './read-turn.ts';

/** A client's state from which its next request is written. */
interface Client {
  readonly messages: readonly Json[];
  readonly tools: readonly Json[];
  readonly system: string;
  /** Written before the messages, so that its length moves them. */
  readonly model: string;
  readonly maxTokens: number;
  readonly marked: number;
  readonly messagesFirst: boolean;
  readonly indent: number;
  readonly headers: Readonly<Record<string, string>>;
}

const start: Client = {
  messages: [{ role: 'user', content: 'Do it' }],
  tools: [{ name: 'a' }],
  system: 'You are an agent.',
  model: 'claude-sonnet-5-5',
  maxTokens: 100,
  marked: -1,
  messagesFirst: false,
  indent: 0,
  headers: { 'x-api-key': 'k' },
};

function write({ messages, tools, system, model, maxTokens, marked, messagesFirst, indent }: Client): Buffer {
  const sent = messages.map((message, index) => (index === marked ? mark(message) : message));
  const [before, after] = [
    { tools, system },
    { max_tokens: maxTokens, metadata: { user_id: 'u' } },
  ];
  const request = messagesFirst
    ? { model, messages: sent, ...before, ...after }
    : { ...after, model, ...before, messages: sent };
  return Buffer.from(JSON.stringify(request, undefined, indent));
}

function mark(message: Json): Json {
  return { ...Object(message), content: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }] };
}

const word = fc.constantFrom('', 'x', 'ü "quoted" \\ {', 'long '.repeat(300));
const call = fc.record({
  type: fc.constant('tool_use'),
  id: fc.constantFrom('t1', 't2'),
  name: fc.constantFrom('Read', 'Bash'),
  input: fc.record({ path: word }),
});
const result = fc.record({ type: fc.constant('tool_result'), tool_use_id: fc.constantFrom('t1', 't2'), content: word });
const text = fc.record({ type: fc.constant('text'), text: word });
const message: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ role: fc.constant('assistant'), content: fc.array(fc.oneof(call, text), { maxLength: 3 }) }),
  fc.record({ role: fc.constant('user'), content: fc.array(fc.oneof(result, text), { maxLength: 3 }) }),
  fc.record({ role: fc.constantFrom('user', 'assistant', 'system'), content: word }),
  fc.constant({ role: 'system', content: 'x', output_config: { effort: 'low' } }),
);
const messages = fc.array(message, { maxLength: 4 });

/** What may change from one request to the next. The first is what nearly always happens. */
const step: fc.Arbitrary<(client: Client) => Client> = fc.oneof(
  {
    weight: 6,
    arbitrary: messages.map((more) => (client: Client) => ({ ...client, messages: [...client.messages, ...more] })),
  },
  fc.tuple(fc.nat(8), message).map(([at, other]) => (client: Client) => ({
    ...client,
    messages: client.messages.map((one, index) => (index === at ? other : one)),
  })),
  fc.nat(8).map((count) => (client: Client) => ({ ...client, messages: client.messages.slice(0, count) })),
  fc.nat(8).map((count) => (client: Client) => ({ ...client, messages: client.messages.slice(count) })),
  fc.integer({ min: -1, max: 8 }).map((marked) => (client: Client) => ({ ...client, marked })),
  fc
    .array(fc.record({ name: fc.constantFrom('a', 'b'), cache_control: fc.constant({ type: 'ephemeral' }) }))
    .map((tools) => (client: Client) => ({ ...client, tools })),
  word.map((system) => (client: Client) => ({ ...client, system })),
  fc.constantFrom('m', 'claude-opus-5-5').map((model) => (client: Client) => ({ ...client, model })),
  fc.constantFrom(1, 200, 3000).map((maxTokens) => (client: Client) => ({ ...client, maxTokens })),
  fc.boolean().map((messagesFirst) => (client: Client) => ({ ...client, messagesFirst })),
  fc.constantFrom(0, 1).map((indent) => (client: Client) => ({ ...client, indent })),
  fc
    .tuple(
      fc.constantFrom('x-api-key', 'anthropic-beta', 'x-session-id', 'x-turnwise-tier', 'user-agent'),
      fc.constantFrom('a', 'b'),
    )
    .map(([name, value]) => (client: Client) => ({ ...client, headers: { ...client.headers, [name]: value } })),
);

function read(reader: TurnReader, body: Buffer, headers: Client['headers'] = start.headers) {
  return reader.read({ body, header: (name) => headers[name] });
}

/** Room for all of the conversations below, or for one or two of them. */
const bounds = fc.constantFrom(1024 * 1024, 8 * 1024);

describe('a reader that has read before', () => {
  it('reads any request as one that has not', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 3 }), { maxLength: 7 }), bounds, (turns, chainBytes) => {
        const reader = createTurnReader({ salt: 's', chainBytes });
        let client = start;
        for (const steps of turns) {
          client = steps.reduce((state, change) => change(state), client);
          const body = write(client);
          const alone = read(createTurnReader({ salt: 's', chainBytes: 0 }), body, client.headers);
          expect(read(reader, body, client.headers)).toEqual(alone);
        }
      }),
      { numRuns: 400 },
    );
  });

  const ask = '{"role":"user","content":"a"}';
  it.each([
    ['the messages stand twice, and are none at last', `{"model":"m","messages":[${ask}],"messages":[]}`],
    [
      'the messages stand twice, and tools between',
      `{"messages":[${ask}],"tools":[2],"messages":[${ask}],"model":"m"}`,
    ],
    ['a message was cut', `{"model":"m","messages":[${ask},{"role":"user"`],
    ['a comma is missing behind what is known', `{"model":"m","messages":[${ask}{}]}`],
    ['a known list of tools goes on', `{"model":"m","tools":[1]],"messages":[${ask}]}`],
    ['known tools are a number, and go on', `{"model":"m","tools":12,"messages":[${ask}]}`],
    ['what is known would reach beyond the end', '{"model":"m","messages":[{"role":"user","content":"a"}]}'],
  ])('is not misled where %s', (_what, text) => {
    const reader = createTurnReader({ salt: 's' });
    read(reader, Buffer.from(`{"model":"m","tools":[1],"messages":[${ask},${ask.replace('a', 'b')}],"max_tokens":1}`));
    read(reader, Buffer.from(`{"model":"m","tools":1,"messages":[${ask}]}`));
    read(reader, Buffer.from(`{"messages":[${ask}],"model":"m"}`));
    const body = Buffer.from(text);
    expect(read(reader, body)).toEqual(read(createTurnReader({ salt: 's' }), body));
  });

  it('walks what is known no more, and reads its calls no more', () => {
    const reader = createTurnReader({ salt: 's' });
    const asked = { role: 'user', content: 'Do it' };
    const called = { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'Read', input: {} }] };
    const answered = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'x' }] };
    const first = read(reader, write({ ...start, messages: [asked, called, answered] }));
    const next = read(reader, write({ ...start, messages: [asked, called, answered, called, answered] }));
    if (first.kind !== 'turn' || next.kind !== 'turn') throw new Error('both can be read');
    expect(next.layout.messages?.[1]).toBe(first.layout.messages?.[1]);
    expect(next.turn.settings).toBe(first.turn.settings);
    expect(next.turn.tail.recentCalls[0]?.input).toBe(first.turn.tail.calls[0]?.input);
  });

  it.each([
    ['as it stood', start],
    ['behind a longer model', { ...start, model: `${start.model}-20261001` }],
  ])('knows every message of a conversation that grows turn by turn, %s', (_where, moved) => {
    const reader = createTurnReader({ salt: 's' });
    const messages = Array.from({ length: 6 }, (_, index) => ({ role: 'user', content: `message ${index}` }));
    const turns = [3, 4, 5, 6].map((count) => {
      const turn = read(reader, write({ ...(count > 4 ? moved : start), messages: messages.slice(0, count) }));
      if (turn.kind !== 'turn') throw new Error('it can be read');
      return turn.layout.messages ?? [];
    });
    expect(turns[1]?.slice(0, 3).every((message, index) => message === turns[0]?.[index])).toBe(true);
    expect(turns[3]?.slice(0, 5).every((message, index) => message === turns[2]?.[index])).toBe(true);
  });

  it('knows conversations of two sessions that begin alike', () => {
    const reader = createTurnReader({ salt: 's' });
    const [one, other] = [{ 'x-session-id': 'one' }, { 'x-session-id': 'other' }];
    const first = read(reader, write(start), one);
    read(reader, write({ ...start, maxTokens: 7 }), other);
    const next = read(reader, write(start), one);
    if (first.kind !== 'turn' || next.kind !== 'turn') throw new Error('both can be read');
    expect(next.turn.settings).toBe(first.turn.settings);
  });

  it('is not misled when the bytes of a request are written to after it was read', () => {
    const reader = createTurnReader({ salt: 's' });
    const body = write(start);
    read(reader, body);
    body.write('Do as', body.indexOf('Do it'));
    expect(read(reader, body)).toEqual(read(createTurnReader({ salt: 's' }), body));
  });

  it('keeps no more than it may, and still reads', () => {
    const reader = createTurnReader({ salt: 's', chainBytes: 10 });
    const body = write(start);
    const first = read(reader, body);
    const again = read(reader, body);
    expect(again).toEqual(first);
    if (first.kind !== 'turn' || again.kind !== 'turn') throw new Error('both can be read');
    expect(again.layout.messages?.[0]).not.toBe(first.layout.messages?.[0]);
  });
});
