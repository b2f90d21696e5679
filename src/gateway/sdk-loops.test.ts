import Anthropic from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import { describe, expect, test } from 'vitest';
import {
  expectLoopDecided,
  expectOnlyListedEdits,
  finalText,
  requestedModel as model,
  question,
  recordingFetch,
  type SentRequest,
  setUpLoop,
  toolResults,
} from './agent-loop.fixture.ts';

const opening = { role: 'user' as const, content: question };

function sdk(baseURL: string): { readonly client: Anthropic; readonly sent: readonly SentRequest[] } {
  const { fetch, sent } = recordingFetch();
  return { client: new Anthropic({ baseURL, apiKey: 'sk-test', maxRetries: 0, fetch }), sent };
}

const tools = Object.keys(toolResults).map((name) => ({
  name,
  description: name,
  input_schema: { type: 'object' as const },
}));

function runTools(content: readonly { readonly type: string }[]): Anthropic.ToolResultBlockParam[] {
  return content.flatMap((block) => {
    const { type, id, name } = block as { type: string; id: string; name: keyof typeof toolResults };
    return type === 'tool_use' ? [{ type: 'tool_result', tool_use_id: id, content: toolResults[name] }] : [];
  });
}

/** An agent loop as a user of the SDK writes it; says what the model said, turn by turn. */
async function manualLoop(client: Anthropic, stream: boolean): Promise<readonly string[]> {
  const messages: Anthropic.MessageParam[] = [opening];
  const said: string[] = [];
  for (;;) {
    const request = { model, max_tokens: 1000, tools, messages };
    const reply = stream ? await client.messages.stream(request).finalMessage() : await client.messages.create(request);
    said.push(textOf(reply.content));
    if (reply.stop_reason !== 'tool_use') return said;
    messages.push({ role: 'assistant', content: reply.content }, { role: 'user', content: runTools(reply.content) });
  }
}

/** The SDK's own loop, which tries message threads first. */
async function toolRunnerLoop(client: Anthropic, stream: boolean): Promise<readonly string[]> {
  const runnable = Object.entries(toolResults).map(([name, result]) =>
    betaTool({ name, description: name, inputSchema: { type: 'object', properties: {} }, run: () => result }),
  );
  const said: string[] = [];
  if (stream) {
    const runner = client.beta.messages.toolRunner({
      model,
      max_tokens: 1000,
      tools: runnable,
      messages: [opening],
      stream: true,
    });
    for await (const one of runner) said.push(textOf((await one.finalMessage()).content));
    return said;
  }
  const runner = client.beta.messages.toolRunner({ model, max_tokens: 1000, tools: runnable, messages: [opening] });
  for await (const reply of runner) said.push(textOf(reply.content));
  return said;
}

function textOf(content: readonly { readonly type: string }[]): string {
  return content
    .map((block) => (block.type === 'text' ? (block as Anthropic.TextBlock).text : `<${block.type}>`))
    .join('');
}

type Loop = (client: Anthropic) => Promise<readonly string[]>;

/** The tool runner's thread is refused first: one event more than turns answered. */
const loops: readonly (readonly [name: string, events: number, run: Loop])[] = [
  ['create', 3, (client) => manualLoop(client, false)],
  ['stream', 3, (client) => manualLoop(client, true)],
  ['toolRunner', 4, (client) => toolRunnerLoop(client, false)],
  ['toolRunner, streaming', 4, (client) => toolRunnerLoop(client, true)],
];

describe.each(loops)('a loop with %s through the gateway', (_name, events, run) => {
  test('ends as it does without it, each turn decided', async () => {
    const { direct, gateway } = await setUpLoop();
    const routed = await run(sdk(gateway.url).client);
    expect(routed).toEqual(await run(sdk(direct.baseUrl).client));
    expect(routed.at(-1)).toBe(finalText);
    expectLoopDecided((await gateway.told(events)).filter((event) => event.attempts.length > 0));
  });

  test('sends upstream what the client sent, but for the listed edits', async () => {
    const { simulator, gateway } = await setUpLoop();
    const { client, sent } = sdk(gateway.url);
    await run(client);
    const turns = (await gateway.told(events)).filter((event) => event.attempts.length > 0);
    const forwarded = sent.filter(({ body }) => !body.includes('"thread"'));
    expectOnlyListedEdits(turns, forwarded, simulator.requests);
  });
});

describe('beside turns', () => {
  test('the tool runner tries a thread, is refused in the shape it knows, and sends the whole history', async () => {
    const { simulator, gateway } = await setUpLoop();
    const { client, sent } = sdk(gateway.url);
    await toolRunnerLoop(client, false);
    expect(sent[0]?.body).toContain('"thread":{"type":"create"}');
    expect(simulator.requests.some(({ body }) => body.includes('"thread"'))).toBe(false);
    const [refused] = await gateway.told(4);
    expect(refused).toMatchObject({ status: 400, attempts: [], decision: { reason: 'thread_refused' } });
  });

  test('with `threads: pass` a thread goes through, its turns locked to the requested model', async () => {
    const { simulator, gateway } = await setUpLoop();
    gateway.change({ threads: 'pass' });
    const said = await toolRunnerLoop(sdk(gateway.url).client, false);
    expect(said.at(-1)).toBe(finalText);
    expect(simulator.requests.map(({ body }) => /"thread":\{"type":"(\w+)"/.exec(body.toString())?.[1])).toEqual([
      'create',
      'continue',
      'continue',
    ]);
    for (const event of await gateway.told(3)) expect(event.servedModel).toBe(model);
  });

  test('an unknown thread is a 404 on which the SDK replays, and in observe nothing is refused', async () => {
    const { gateway } = await setUpLoop();
    const { client } = sdk(gateway.url);
    const continued = {
      model,
      max_tokens: 100,
      messages: [opening],
      thread: { type: 'continue' as const, previous_message_id: 'msg_unknown' },
    };
    const failed = await client.beta.messages.create(continued).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Anthropic.NotFoundError);
    expect(JSON.stringify(failed)).toContain('thread_not_found');
    gateway.change({ mode: 'observe' });
    expect((await toolRunnerLoop(client, false)).at(-1)).toBe(finalText);
  });

  test('count_tokens and models pass through', async () => {
    const { simulator, gateway } = await setUpLoop();
    const ask = { model, messages: [opening], tools };
    const direct = sdk(simulator.baseUrl).client;
    const { client } = sdk(gateway.url);
    expect(await client.messages.countTokens(ask)).toEqual(await direct.messages.countTokens(ask));
    expect((await client.models.list({ limit: 3 })).data).toEqual((await direct.models.list({ limit: 3 })).data);
    expect(gateway.events).toEqual([]);
  });
});
