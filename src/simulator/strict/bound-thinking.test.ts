import { describe, expect, it } from 'vitest';
import type { Answerer } from '../answer.ts';
import type { JsonObject } from '../json.ts';
import type { Simulator } from '../simulator.ts';
import { post, started } from '../test-client.fixture.ts';
import { type StrictOptions, strictCheck } from './strict-check.ts';

interface Message {
  readonly role: string;
  readonly content: readonly JsonObject[];
}

const sonnet55 = 'claude-sonnet-5-5';
const haiku55 = 'claude-haiku-5-5';
const opus55 = 'claude-opus-5-5';
const sonnet5 = 'claude-sonnet-5';
const manual = { thinking: { type: 'enabled', budget_tokens: 1_024 } };
const tools = [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }];
const thought = 'Let me think about that. '.repeat(40);
const beta = { 'anthropic-beta': 'thinking-binding-controls-2026-08-01' };
const lenient = { thinking: { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'drop_block' } } };
const whichDiffers = /The (.+) from the one this block was created with\.$/;

const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });

/** Thinks, says something and calls a tool until the transcript holds four messages of the assistant. */
const thoughtful: Answerer = ({ messages }) => {
  const said = messages.filter(({ role }) => role === 'assistant').length;
  const call = { type: 'tool_use', id: `toolu_${said}`, name: 'look', input: {} };
  const text = { type: 'text', text: `That was ${said}.` };
  return {
    content: [{ type: 'thinking', thinking: `${thought}${said}` }, text, ...(said < 4 ? [call] : [])],
    stopReason: said < 4 ? 'tool_use' : 'end_turn',
  };
};

function resultFor({ content }: Message): Message {
  const calls = content.filter((block) => block.type === 'tool_use');
  return {
    role: 'user',
    content: calls.map((call) => ({ type: 'tool_result', tool_use_id: call.id ?? '', content: 'fine' })),
  };
}

async function strictSimulator(options?: StrictOptions): Promise<Simulator> {
  return started({ answerers: [thoughtful], check: strictCheck(options) });
}

interface Reply {
  readonly content: readonly JsonObject[];
  readonly usage: { readonly input_tokens: number };
  readonly input_transformations?: readonly JsonObject[];
}

/** Asks a model to go on with a transcript: its reply, or the words of the refusal. */
async function ask(
  simulator: Simulator,
  messages: readonly Message[],
  { headers = {}, ...change }: { readonly headers?: Record<string, string>; readonly [field: string]: unknown } = {},
): Promise<Reply | string> {
  const body = { model: sonnet55, max_tokens: 9_000, system: 'You help.', tools, messages, ...change };
  const response = await post(simulator, body, headers);
  const answer: Reply & { readonly error?: { readonly message: string } } = JSON.parse(await response.text());
  return answer.error?.message ?? answer;
}

function replyOf(answer: Reply | string | undefined): Reply {
  if (typeof answer !== 'object') throw new Error(`refused: ${answer}`);
  return answer;
}

/** A loop of so many replies, by one model after the other, each with its tool's result. */
async function loop(simulator: Simulator, models: readonly string[]): Promise<readonly Message[]> {
  const messages = [user('Look around.')];
  for (const model of models) {
    const { content } = replyOf(
      await ask(simulator, messages, { model, ...(model === 'claude-haiku-4-5' ? manual : {}) }),
    );
    const reply = { role: 'assistant', content };
    messages.push(reply, resultFor(reply));
  }
  return messages;
}

/** The transcript with the blocks of one message changed. */
function changed(
  messages: readonly Message[],
  index: number,
  change: (blocks: readonly JsonObject[]) => readonly JsonObject[],
): readonly Message[] {
  return messages.map((message, place) =>
    place === index ? { ...message, content: change(message.content) } : message,
  );
}

const withoutThinking = (blocks: readonly JsonObject[]) => blocks.filter((block) => block.type !== 'thinking');

describe('thinking that comes back as it was given out', () => {
  it.each([sonnet55, haiku55, opus55, 'claude-fable-5-2', sonnet5])('is accepted by %s', async (model) => {
    const simulator = await strictSimulator();
    const messages = await loop(simulator, [model, model, model]);
    expect(replyOf(await ask(simulator, messages, { model })).content).toHaveLength(3);
  });

  it.each<[string, Record<string, unknown>]>([
    ['effort', { output_config: { effort: 'low' } }],
    ['max_tokens', { max_tokens: 4_000 }],
    ['tool_choice', { tool_choice: { type: 'none' } }],
    ['metadata', { metadata: { user_id: 'u' } }],
    ['cache_control', { cache_control: { type: 'ephemeral' } }],
    ['marks on blocks', { system: [{ type: 'text', text: 'You help.', cache_control: { type: 'ephemeral' } }] }],
    ['display', { thinking: { type: 'adaptive', display: 'summarized' } }],
    ['thinking turned off', { thinking: { type: 'between_tools' } }],
    [
      'a deferred tool',
      { tools: [...tools, { name: 'later', input_schema: { type: 'object' }, defer_loading: true }] },
    ],
  ])('is not bound to %s', async (_what, change) => {
    const simulator = await strictSimulator();
    const messages = await loop(simulator, [sonnet55, sonnet55]);
    replyOf(await ask(simulator, messages, change));
  });

  it('is accepted where a reply thinks more than once', async () => {
    const again = { type: 'thinking', thinking: 'And once more.' };
    const twice: Answerer = (request) => {
      const { content, ...answer } = thoughtful(request) ?? { content: [], stopReason: 'end_turn' };
      return { ...answer, content: content.toSpliced(2, 0, again) };
    };
    const simulator = await started({ answerers: [twice], check: strictCheck() });
    const messages = await loop(simulator, [sonnet55, sonnet55]);
    expect(messages[1]?.content.map(({ type }) => type)).toEqual(['thinking', 'text', 'thinking', 'tool_use']);
    replyOf(await ask(simulator, messages));
    const edited = changed(messages, 1, (blocks) => blocks.toSpliced(1, 1, { type: 'text', text: 'Else.' }));
    expect(await ask(simulator, edited)).toMatch(/^messages\.1\.content\.2: Invalid/);
  });

  it('is not bound to effort along the transcript, but to who says what', async () => {
    const simulator = await strictSimulator();
    const headers = { 'anthropic-beta': 'mid-conversation-output-config-2026-07-01' };
    const told = (role: string, effort?: string) => ({
      ...user('Be brief.'),
      role,
      ...(effort === undefined ? {} : { output_config: { effort } }),
    });
    const opening = [user('Look around.'), told('system', 'low')];
    const reply = { role: 'assistant', content: replyOf(await ask(simulator, opening, { headers })).content };
    const goingOn = (second: Message) => [user('Look around.'), second, reply, resultFor(reply)];
    replyOf(await ask(simulator, goingOn(told('system', 'high')), { headers }));
    replyOf(await ask(simulator, goingOn(told('system')), { headers }));
    expect(await ask(simulator, goingOn(told('user')))).toMatch(whichDiffers);
  });

  it('is bound to a deferred tool from where that is loaded', async () => {
    const simulator = await strictSimulator();
    const later = (description: string) => ({
      tools: [...tools, { name: 'later', description, input_schema: { type: 'object' }, defer_loading: true }],
    });
    const [opening, first, found] = await loop(simulator, [sonnet55]);
    if (opening === undefined || first === undefined || found === undefined) throw new Error('no loop');
    const reference = { type: 'tool_reference', tool_name: 'later' };
    const loaded = { ...found, content: found.content.map((result) => ({ ...result, content: [reference] })) };
    const { content } = replyOf(await ask(simulator, [opening, first, loaded], later('Waits.')));
    const second = { role: 'assistant', content };
    const transcript = [opening, first, loaded, second, resultFor(second)];
    replyOf(await ask(simulator, transcript, later('Waits.')));
    expect(await ask(simulator, transcript, later('Hurries.'))).toMatch(/^messages\.3\.content\.0: Invalid/);
  });

  it('is accepted after replies of other models, dropped where it cannot be read, in any order', async () => {
    const simulator = await strictSimulator();
    const messages = await loop(simulator, [sonnet55, haiku55, 'claude-haiku-4-5', sonnet55]);
    for (const model of [sonnet55, haiku55, opus55, 'claude-fable-5-2']) {
      replyOf(await ask(simulator, messages, { model }));
    }
  });
});

describe('a changed prefix', () => {
  const otherTool = { name: 'listen', input_schema: { type: 'object' } };
  const edit = (blocks: readonly JsonObject[]) => [...blocks, { type: 'text', text: 'More.' }];

  it.each<[string, Record<string, unknown>, number | undefined, string]>([
    ['system', { system: 'You do not help.' }, undefined, '`system` prompt differs'],
    ['tools', { tools: [...tools, otherTool] }, undefined, '`tools` list differs'],
    ['an earlier message', {}, 0, '`messages` differ'],
  ])('in %s is refused in the API’s words', async (_what, change, index, part) => {
    const simulator = await strictSimulator();
    const messages = await loop(simulator, [sonnet55]);
    const sent = index === undefined ? messages : changed(messages, index, edit);
    const words = await ask(simulator, sent, change);
    expect(words).toBe(
      `messages.1.content.0: Invalid \`signature\` in \`thinking\` block. The block is bound to a different conversation. Remove the block, or set \`thinking.block_binding.prefix_mismatch_behavior\` to "drop_block". That setting requires the \`thinking-binding-controls-2026-08-01\` value in the \`anthropic-beta\` header. The ${part} from the one this block was created with.`,
    );
  });

  it('after the block is none of its business', async () => {
    const simulator = await strictSimulator();
    const messages = await loop(simulator, [sonnet55]);
    replyOf(await ask(simulator, changed(messages, 2, edit)));
    replyOf(await ask(simulator, changed(messages, 1, edit)));
  });

  it('does not matter to models before preserved thinking, nor where the block cannot be read', async () => {
    const simulator = await strictSimulator();
    const old = await loop(simulator, [sonnet5]);
    replyOf(await ask(simulator, old, { model: sonnet5, system: 'Other.' }));
    const unreadable = await loop(simulator, [haiku55]);
    replyOf(await ask(simulator, unreadable, { model: sonnet55, system: 'Other.' }));
  });

  it('is let pass for older accounts, unless they ask for the check or the model always makes it', async () => {
    const simulator = await strictSimulator({ prefixCheck: false });
    const messages = await loop(simulator, [sonnet55]);
    const strict = { thinking: { type: 'adaptive', block_binding: { prefix_mismatch_behavior: 'error' } } };
    const told = replyOf(await ask(simulator, messages, { system: 'Other.', headers: beta }));
    expect(told.input_transformations).toEqual([
      { type: 'thinking_mismatch_allowed', path: 'messages.1.content.0', reason: 'prefix_binding_mismatch' },
    ]);
    expect(await ask(simulator, messages, { system: 'Other.', headers: beta, ...strict })).toMatch(whichDiffers);
    const fable = { model: 'claude-fable-5-2' };
    expect(await ask(simulator, await loop(simulator, [fable.model]), { ...fable, system: 'Other.' })).toMatch(
      whichDiffers,
    );
  });

  it('drops the block where the request asks for that, tells so, and bills it to nobody', async () => {
    const simulator = await strictSimulator();
    const messages = await loop(simulator, [sonnet55]);
    const kept = replyOf(await ask(simulator, messages, { headers: beta }));
    const dropped = replyOf(await ask(simulator, messages, { ...lenient, system: 'You joke.', headers: beta }));
    expect(kept.input_transformations).toEqual([]);
    expect(dropped.input_transformations).toEqual([
      { type: 'thinking_dropped', path: 'messages.1.content.0', reason: 'prefix_binding_mismatch' },
    ]);
    expect(kept.usage.input_tokens - dropped.usage.input_tokens).toBeGreaterThan(300);
  });

  it('after a drop binds new thinking to what was sent then', async () => {
    const simulator = await strictSimulator();
    const messages = await loop(simulator, [sonnet55]);
    const change = { ...lenient, system: 'You joke.', headers: beta };
    const reply = { role: 'assistant', content: replyOf(await ask(simulator, messages, change)).content };
    const next = replyOf(await ask(simulator, [...messages, reply, resultFor(reply)], change));
    expect(next.input_transformations).toHaveLength(1);
  });
});

describe('thinking taken out', () => {
  const models = [sonnet55, sonnet55, sonnet55];

  it('from the beginning on leaves the rest valid', async () => {
    const simulator = await strictSimulator();
    const messages = await loop(simulator, models);
    replyOf(await ask(simulator, changed(messages, 1, withoutThinking)));
    replyOf(await ask(simulator, changed(changed(messages, 1, withoutThinking), 3, withoutThinking)));
  });

  it('from the middle invalidates what comes after', async () => {
    const simulator = await strictSimulator();
    const messages = changed(await loop(simulator, models), 3, withoutThinking);
    expect(await ask(simulator, messages)).toMatch(/^messages\.5\.content\.0: Invalid/);
  });

  it('and put back later invalidates what was thought meanwhile', async () => {
    const simulator = await strictSimulator();
    const messages = await loop(simulator, [sonnet55]);
    const { content } = replyOf(await ask(simulator, changed(messages, 1, withoutThinking)));
    const reply = { role: 'assistant', content };
    replyOf(await ask(simulator, [...changed(messages, 1, withoutThinking), reply, resultFor(reply)]));
    expect(await ask(simulator, [...messages, reply, resultFor(reply)])).toMatch(/^messages\.3\.content\.0: Invalid/);
  });
});

describe('thinking that the model cannot read', () => {
  it.each([
    [sonnet55, haiku55, false],
    [haiku55, sonnet55, false],
    [sonnet55, opus55, true],
    [opus55, sonnet55, false],
    [sonnet5, sonnet55, true],
    [opus55, 'claude-fable-5-1', true],
    ['claude-fable-5-1', opus55, false],
    ['claude-haiku-4-5', sonnet55, true],
    [sonnet55, 'claude-haiku-4-5', false],
  ])('of %s, sent to %s: read %s', async (from, to, isRead) => {
    const simulator = await strictSimulator();
    const messages = await loop(simulator, [from]);
    const { input_transformations: told } = replyOf(await ask(simulator, messages, { model: to, headers: beta }));
    const dropped = { type: 'thinking_dropped', path: 'messages.1.content.0', reason: 'model_binding_mismatch' };
    expect(told).toEqual(isRead ? [] : [dropped]);
  });

  it('is not billed, and not told of without the beta', async () => {
    const simulator = await strictSimulator();
    const messages = await loop(simulator, [sonnet55]);
    const reply = replyOf(await ask(simulator, messages, { model: haiku55 }));
    const without = replyOf(await ask(simulator, changed(messages, 1, withoutThinking), { model: haiku55 }));
    expect(reply.usage).toEqual(without.usage);
    expect(reply.input_transformations).toBeUndefined();
  });

  it('because another account paid for it is dropped, on the models that bind it so', async () => {
    const simulator = await strictSimulator();
    const other = { headers: { ...beta, 'x-api-key': 'key-2' } };
    const bound = replyOf(await ask(simulator, await loop(simulator, [sonnet55]), other));
    const free = replyOf(await ask(simulator, await loop(simulator, [opus55]), { ...other, model: opus55 }));
    expect(bound.input_transformations).toEqual([
      { type: 'thinking_dropped', path: 'messages.1.content.0', reason: 'organization_binding_mismatch' },
    ]);
    expect(free.input_transformations).toEqual([]);
  });

  it('because nobody here signed it is dropped, or refused where the check is told to', async () => {
    const foreign = { type: 'thinking', thinking: 'hm', signature: 'bW9jay1zaWduYXR1cmU=' };
    const messages = [user('a'), { role: 'assistant', content: [foreign, { type: 'text', text: 'b' }] }, user('c')];
    const dropping = replyOf(await ask(await strictSimulator(), messages, { headers: beta }));
    expect(dropping.input_transformations).toHaveLength(1);
    const refusing = await strictSimulator({ foreignSignatures: 'refuse' });
    expect(await ask(refusing, messages)).toBe('messages.1.content.0: Invalid `signature` in `thinking` block');
  });

  it('is told of in message_start', async () => {
    const simulator = await strictSimulator();
    const body = { model: haiku55, max_tokens: 9_000, stream: true, messages: [user('Look around.')] };
    const stream = await (await post(simulator, body, beta)).text();
    expect(stream.split('\n\n')[0]).toContain('"input_transformations":[]');
  });
});

describe('thinking that was rewritten', () => {
  const rewrite = (blocks: readonly JsonObject[]) =>
    blocks.map((block) => (block.type === 'thinking' ? { ...block, thinking: 'I thought otherwise.' } : block));
  const resign = (blocks: readonly JsonObject[]) =>
    blocks.map((block) =>
      block.type === 'thinking' ? { ...block, signature: `${String(block.signature).slice(0, -8)}AAAA` } : block,
    );

  it.each([
    ['its text', rewrite],
    ['its signature', resign],
  ])('(%s) is refused in the latest assistant message, and before it', async (_what, change) => {
    const simulator = await strictSimulator();
    const messages = await loop(simulator, [sonnet55, sonnet55]);
    expect(await ask(simulator, changed(messages, 3, change))).toBe(
      'messages.3.content.0: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.',
    );
    expect(await ask(simulator, changed(messages, 1, change))).toBe(
      'messages.1.content.0: Invalid `signature` in `thinking` block',
    );
  });
});
