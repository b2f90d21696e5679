import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { isObject } from '../json.ts';
import { started } from '../test-client.fixture.ts';
import { parseScenario, parseScenarioText } from './scenario.ts';
import { scriptedAnswerer, scriptedTools } from './scripted.ts';

const umbrella = parseScenarioText(`
id: umbrella
title: Should I take an umbrella?
system: You are a helpful assistant.
tools:
  - { name: weather_tool, description: Current weather, input_schema: { type: object } }
  - { name: time_tool, description: Current time, input_schema: { type: object } }
turns:
  - user: Do I need an umbrella in Bergen?
    steps:
      - thinking: I should look at the weather.
        text: Let me look.
        calls:
          - { tool: weather_tool, input: { city: Bergen }, result: Service unavailable, isError: true, takesMs: 40 }
      - calls:
          - { tool: weather_tool, input: { city: Bergen }, result: 'Rain, 9 degrees' }
          - { tool: time_tool, result: '10:20' }
      - text: Yes, it rains, and it is only ten o'clock.
        variants:
          - { models: claude-haiku, text: 'Yes.', outputTokens: 31 }
  - user: Thanks, and in Oslo?
    steps:
      - text: There the sun shines.
`);

const other = parseScenario({ id: 'o', title: 'Other', turns: [{ user: 'Hello', steps: [{ text: 'Hi.' }] }] });

async function client() {
  const simulator = await started({ answerers: [scriptedAnswerer([other, umbrella])] });
  return { simulator, anthropic: new Anthropic({ baseURL: simulator.baseUrl, apiKey: 'key-1', maxRetries: 0 }) };
}

/** Runs an assistant on the scenario until its loop ends: the transcript grows by what was said and the tools' results. */
async function runLoop(anthropic: Anthropic, messages: Anthropic.MessageParam[], model: string) {
  const results = scriptedTools(umbrella);
  for (;;) {
    const { content, stop_reason: stopReason } = await anthropic.messages.create({ model, max_tokens: 500, messages });
    messages.push({ role: 'assistant', content });
    if (stopReason !== 'tool_use') return messages;
    const calls = content.filter((block) => block.type === 'tool_use');
    messages.push({
      role: 'user',
      content: calls.map(({ id, name, input }) => {
        const found = results({ id, name, input: JSON.parse(JSON.stringify(input)) });
        return {
          type: 'tool_result',
          tool_use_id: id,
          content: found?.result ?? '?',
          is_error: found?.isError ?? true,
        };
      }),
    });
  }
}

const opening: Anthropic.MessageParam = { role: 'user', content: 'Do I need an umbrella in Bergen?' };

describe('a scripted conversation', () => {
  it('runs through whole loops with the client’s tools, results told apart by call', async () => {
    const { anthropic } = await client();
    const transcript = await runLoop(anthropic, [opening], 'claude-sonnet-4-6');
    await runLoop(anthropic, [...transcript, { role: 'user', content: 'Thanks, and in Oslo?' }], 'claude-sonnet-4-6');
    const said = transcript.map(({ content }) =>
      typeof content === 'string'
        ? content
        : content.map((block) => ('text' in block ? block.text : 'content' in block ? block.content : block.type)),
    );
    expect(said).toEqual([
      'Do I need an umbrella in Bergen?',
      ['Let me look.', 'tool_use'],
      ['Service unavailable'],
      ['tool_use', 'tool_use'],
      ['Rain, 9 degrees', '10:20'],
      ["Yes, it rains, and it is only ten o'clock."],
    ]);
  });

  it('goes on with the next user’s message', async () => {
    const { anthropic } = await client();
    const messages = await runLoop(anthropic, [opening], 'claude-sonnet-4-6');
    messages.push({ role: 'user', content: 'Thanks, and in Oslo?' });
    const last = (await runLoop(anthropic, messages, 'claude-sonnet-4-6')).at(-1);
    expect(last?.content).toEqual([{ type: 'text', text: 'There the sun shines.' }]);
  });

  it('is the same from any model, except where a variant says otherwise', async () => {
    const { anthropic, simulator } = await client();
    const last = (await runLoop(anthropic, [opening], 'claude-haiku-4-5')).at(-1);
    expect(last?.content).toEqual([{ type: 'text', text: 'Yes.' }]);
    expect(simulator.billed.at(-1)?.usage.output_tokens).toBe(31);
  });

  it('is found although the client puts blocks and messages of its own beside the user’s words', async () => {
    const { anthropic } = await client();
    const reminder: Anthropic.TextBlockParam = { type: 'text', text: '<system-reminder>be good</system-reminder>' };
    const words: Anthropic.TextBlockParam = { type: 'text', text: ' Do I need an umbrella in Bergen?\n' };
    const { content } = await anthropic.messages.create({
      model: 'claude-sonnet-4-6',
      max_tokens: 500,
      messages: [
        { role: 'system', content: [reminder] },
        { role: 'user', content: [reminder, words] },
      ],
    });
    expect(content[0]).toMatchObject({ text: 'Let me look.' });
  });

  it('gives the same ids when asked again, and thinking where it is on', async () => {
    const { anthropic } = await client();
    const ask = () => anthropic.messages.create({ model: 'claude-opus-5-5', max_tokens: 500, messages: [opening] });
    const [first, again] = [await ask(), await ask()];
    expect(first.content).toEqual(again.content);
    expect(first.content.map((block) => block.type)).toEqual(['thinking', 'text', 'tool_use']);
  });

  it('that left its script, or is over, is not answered', async () => {
    const { anthropic } = await client();
    const over = await runLoop(anthropic, [opening], 'claude-sonnet-4-6');
    const ask = (messages: Anthropic.MessageParam[]) =>
      anthropic.messages.create({ model: 'claude-sonnet-4-6', max_tokens: 500, messages });
    await expect(ask([{ role: 'user', content: 'Something else' }])).rejects.toThrow('no scripted');
    await expect(ask([...over, { role: 'user', content: 'Something else' }])).rejects.toThrow('no scripted');
  });
});

describe('scripted tools', () => {
  it('find the result of a call that is not from the script by name and input', () => {
    const results = scriptedTools(umbrella);
    const call = { id: 'toolu_live', name: 'weather_tool', input: { city: 'Bergen' } };
    expect(results(call)).toMatchObject({ result: 'Service unavailable', isError: true, takesMs: 40 });
    expect(results({ ...call, input: { city: 'Rome' } })).toBeUndefined();
  });
});

describe('a scenario', () => {
  it('with mistakes is refused, all of them told with their path', () => {
    const bad = { id: '', title: 'x', turns: [{ user: 'hi', steps: [{ txt: 'hello', calls: [{ tool: 't' }] }] }] };
    const refused = () => parseScenario(bad);
    for (const part of ['at id', 'turns[0].steps[0]', 'txt', 'calls[0].result']) expect(refused).toThrow(part);
  });

  it('is plain data that survives JSON', () => {
    const copy: unknown = JSON.parse(JSON.stringify(umbrella));
    expect(isObject(JSON.parse(JSON.stringify(umbrella)))).toBe(true);
    expect(parseScenario(copy)).toEqual(umbrella);
  });
});
