import { describe, expect, it } from 'vitest';
import type { Answerer } from '../answer.ts';
import { agreeing, longText, post, started, testClock, usageFor } from '../test-client.fixture.ts';
import type { Usage } from '../usage.ts';
import type { Prefix } from './prefix.ts';
import { createPromptCache } from './prompt-cache.ts';

const marked = { cache_control: { type: 'ephemeral' } };
const marked1h = { cache_control: { type: 'ephemeral', ttl: '1h' } };
const minuteMs = 60_000;

const text = (value: string, more: object = {}) => ({ type: 'text', text: value, ...more });
const user = (...content: object[]) => ({ role: 'user', content });
const assistant = (...content: object[]) => ({ role: 'assistant', content });
const question = user(text(longText('question', 3_000), marked));
const totalInput = (usage: Usage) =>
  usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens;

/** A prompt of about 4,000 tokens with one breakpoint at its end; `change` overrides fields. */
const prompt = (change: object = {}) => ({
  model: 'claude-sonnet-5-5',
  max_tokens: 100,
  system: [text(longText('rules', 10_000), marked)],
  messages: [user(text('hello'))],
  ...change,
});

describe('the prompt cache', () => {
  it('writes at a breakpoint, then reads the same prefix, and bills only the tail as input', async () => {
    const simulator = await started();
    const first = await usageFor(simulator, prompt());
    const second = await usageFor(simulator, prompt({ messages: [user(text('something else'))] }));
    expect(first.cache_read_input_tokens).toBe(0);
    expect(first.cache_creation_input_tokens).toBeGreaterThan(4_000);
    expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
    expect(second.cache_creation_input_tokens).toBe(0);
    expect(second.input_tokens).toBeLessThan(30);
  });

  it('is filled by a pre-warm, which costs no output', async () => {
    const simulator = await started({ answerers: [() => undefined, agreeing] });
    const warmed = await usageFor(simulator, prompt({ max_tokens: 0 }));
    expect(warmed.output_tokens).toBe(0);
    expect((await usageFor(simulator, prompt())).cache_read_input_tokens).toBe(warmed.cache_creation_input_tokens);
  });

  it('writes and reads nothing without a breakpoint', async () => {
    const simulator = await started();
    const plain = prompt({ system: longText('rules', 10_000) });
    await usageFor(simulator, prompt());
    const usage = await usageFor(simulator, plain);
    expect(usage).toMatchObject({ cache_creation_input_tokens: 0, cache_read_input_tokens: 0 });
    expect(usage.input_tokens).toBe(totalInput(usage));
  });

  it.each([
    ['another model', { model: 'claude-opus-5' }, {}],
    ['another credential', {}, { 'x-api-key': 'key-2' }],
    ['another effort', { output_config: { effort: 'low' } }, {}],
    ['other thinking settings', { thinking: { type: 'between_tools' } }, {}],
    ['another tool', { tools: [{ name: 'new_tool', input_schema: { type: 'object' } }] }, {}],
    ['another system text', { system: [text(longText('laws', 10_000), marked)] }, {}],
  ])('misses for %s', async (_what, change, headers) => {
    const simulator = await started();
    await usageFor(simulator, prompt());
    expect((await usageFor(simulator, prompt(change), headers)).cache_read_input_tokens).toBe(0);
  });

  it.each([
    ['the model by its alias', 'claude-sonnet-4-5-20250929', { model: 'claude-sonnet-4-5' }],
    ['the default effort spelled out', 'claude-sonnet-5-5', { output_config: { effort: 'high' } }],
    [
      'the default thinking spelled out',
      'claude-sonnet-5-5',
      { thinking: { type: 'adaptive', display: 'summarized' } },
    ],
    ['another max_tokens', 'claude-sonnet-5-5', { max_tokens: 50 }],
    [
      'system without the volatile billing block',
      'claude-sonnet-5-5',
      {
        system: [text('x-anthropic-billing-header: cc_version=2.1'), text(longText('rules', 10_000), marked)],
      },
    ],
    [
      'other settings on a model where they only break messages',
      'claude-sonnet-4-5',
      {
        thinking: { type: 'enabled', budget_tokens: 2_000 },
      },
    ],
  ])('still hits for %s', async (_what, model, change) => {
    const simulator = await started();
    const first = await usageFor(simulator, prompt({ model }));
    const second = await usageFor(simulator, prompt({ model, ...change }));
    expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
  });

  it.each([
    ['tool_choice', { tool_choice: { type: 'none' } }],
    ['whether there are images', { messages: [question, user({ type: 'image', source: { type: 'url', url: 'u' } })] }],
  ])('keeps tools and system but not messages when %s changes', async (_what, change) => {
    const simulator = await started();
    const conversation = prompt({ messages: [question] });
    const first = await usageFor(simulator, conversation);
    const second = await usageFor(simulator, { ...conversation, ...change });
    expect(second.cache_read_input_tokens).toBeGreaterThan(4_000);
    expect(second.cache_read_input_tokens).toBeLessThan(first.cache_creation_input_tokens);
  });

  it('misses messages for another thinking budget', async () => {
    const simulator = await started();
    const ask = async (budget: number) => {
      const thinking = { type: 'enabled', budget_tokens: budget };
      const usage = await usageFor(simulator, prompt({ model: 'claude-sonnet-4-5', messages: [question], thinking }));
      return usage.cache_creation_input_tokens === 0;
    };
    expect([await ask(2_000), await ask(2_000), await ask(3_000)]).toEqual([false, true, false]);
  });

  it.each([
    ['claude-sonnet-5-5', 1_150, 1_300],
    ['claude-sonnet-5', 2_300, 2_500],
    ['claude-sonnet-4-5', 3_000, 3_300],
    ['claude-haiku-4-5', 12_500, 12_800],
    ['claude-haiku-5-5', 1_150, 1_300],
  ])('%s caches nothing below its minimum', async (model, tooShort, enough) => {
    const simulator = await started();
    const ask = (characters: number) =>
      usageFor(simulator, prompt({ model, system: [text(longText('rules', characters), marked)] }));
    expect((await ask(tooShort)).cache_creation_input_tokens).toBe(0);
    expect((await ask(tooShort)).cache_read_input_tokens).toBe(0);
    expect((await ask(enough)).cache_creation_input_tokens).toBeGreaterThan(0);
  });

  it('lets entries lapse five minutes, or an hour, after the start of the request that last used them', async () => {
    const clock = testClock();
    const simulator = await started({ now: clock.now });
    const long = prompt({ system: [text(longText('long', 10_000), marked1h)] });
    await usageFor(simulator, prompt());
    await usageFor(simulator, long);
    const hits = async () => {
      const short = (await usageFor(simulator, prompt())).cache_read_input_tokens > 0;
      return [short, (await usageFor(simulator, long)).cache_read_input_tokens > 0];
    };
    clock.advance(4 * minuteMs);
    expect(await hits()).toEqual([true, true]);
    clock.advance(4 * minuteMs);
    expect(await hits()).toEqual([true, true]);
    clock.advance(5 * minuteMs);
    expect(await hits()).toEqual([false, true]);
    clock.advance(60 * minuteMs - 1);
    expect(await hits()).toEqual([false, true]);
    clock.advance(60 * minuteMs);
    expect(await hits()).toEqual([false, false]);
  });

  it('bills one-hour and five-minute writes apart', async () => {
    const simulator = await started();
    const usage = await usageFor(
      simulator,
      prompt({
        system: [text(longText('rules', 10_000), marked1h)],
        messages: [user(text(longText('question', 5_000), marked), text('tail'))],
      }),
    );
    expect(usage.cache_creation.ephemeral_1h_input_tokens).toBeGreaterThan(4_000);
    expect(usage.cache_creation.ephemeral_5m_input_tokens).toBeGreaterThan(2_000);
    expect(usage.cache_creation_input_tokens).toBe(
      usage.cache_creation.ephemeral_1h_input_tokens + usage.cache_creation.ephemeral_5m_input_tokens,
    );
    expect(usage.input_tokens).toBeGreaterThan(0);
  });

  it.each([
    [20, true],
    [21, false],
  ])('looks back from a breakpoint: an entry %i blocks before it is found: %s', async (distance, isFound) => {
    const simulator = await started();
    const opening = text(longText('opening', 8_000));
    await usageFor(simulator, prompt({ system: 's', messages: [user({ ...opening, ...marked })] }));
    const more = Array.from({ length: distance }, (_, index) => text(`block ${index}`));
    const last = { ...text('the end'), ...marked };
    const grown = prompt({ system: 's', messages: [user(opening, ...more.slice(1), last)] });
    const usage = await usageFor(simulator, grown);
    expect(usage.cache_read_input_tokens > 0).toBe(isFound);
    expect(totalInput(usage)).toBe(totalInput(await usageFor(simulator, grown)));
  });

  it('moves the automatic breakpoint on as the conversation grows', async () => {
    const simulator = await started();
    const turns = [user(text(longText('one', 5_000))), assistant(text('yes')), user(text(longText('two', 5_000)))];
    const first = await usageFor(simulator, prompt({ system: 's', ...marked, messages: turns.slice(0, 1) }));
    const second = await usageFor(simulator, prompt({ system: 's', ...marked, messages: turns }));
    expect(first.input_tokens).toBe(0);
    expect(second.input_tokens).toBe(0);
    expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
    expect(second.cache_creation_input_tokens).toBeGreaterThan(2_000);
  });

  it('takes string content and a single text block for the same prompt, wherever the markers are', async () => {
    const simulator = await started();
    const long = longText('one', 5_000);
    const first = await usageFor(simulator, prompt({ messages: [user(text(long, marked))] }));
    const messages = [{ role: 'user', content: long }, assistant(text('yes')), user(text('more', marked))];
    const second = await usageFor(simulator, prompt({ messages }));
    expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
  });

  it('drops the thinking of earlier loops from the prompt where the model does, which breaks the cache', async () => {
    const thoughtful: Answerer = () => ({ content: [{ type: 'thinking', thinking: 'hm' }], stopReason: 'end_turn' });
    const simulator = await started({ answerers: [thoughtful] });
    const opening = user(text(longText('one', 20_000)));
    const read = async (model: string, thinking: object) => {
      const asked = (messages: object[]) => prompt({ model, thinking, ...marked, system: 's', messages });
      const reply: { content: object[] } = JSON.parse(await (await post(simulator, asked([opening]))).text());
      const loop = [opening, assistant(...reply.content), user({ type: 'tool_result', tool_use_id: 't' })];
      const inLoop = await usageFor(simulator, asked(loop));
      const after = await usageFor(simulator, asked([...loop, assistant(text('done')), user(text('next'))]));
      return after.cache_read_input_tokens === totalInput(inLoop);
    };
    const manual = await read('claude-haiku-4-5', { type: 'enabled', budget_tokens: 1_024 });
    expect([manual, await read('claude-sonnet-5-5', { type: 'adaptive' })]).toEqual([false, true]);
  });
});

describe('an entry', () => {
  const prefix: Prefix = { positions: [{ digest: 'a', tokens: 1_000, cacheTtl: '5m' }], totalTokens: 1_010 };

  it('is not usable before the response that writes it has begun', () => {
    const cache = createPromptCache();
    const first = cache.use(prefix, 512, 0);
    const meanwhile = cache.use(prefix, 512, 1);
    first.begin();
    expect(meanwhile).toMatchObject({ readTokens: 0, write5mTokens: 1_000, uncachedTokens: 10 });
    expect(cache.use(prefix, 512, 2)).toMatchObject({ readTokens: 1_000, write5mTokens: 0, uncachedTokens: 10 });
  });

  it('makes room for newer ones when it was unused for longest', () => {
    const cache = createPromptCache(2);
    const named = (digest: string): Prefix => ({ ...prefix, positions: [{ digest, tokens: 1_000, cacheTtl: '5m' }] });
    for (const digest of ['a', 'b', 'a', 'c']) cache.use(named(digest), 512, 0).begin();
    const held = ['a', 'b', 'c'].filter((digest) => cache.use(named(digest), 512, 1).readTokens > 0);
    expect(held).toEqual(['a', 'c']);
  });
});
