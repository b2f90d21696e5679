/** What clients see of a turn that the execution tier got wrong: the reasoning tier's reply, as if nothing had happened. */
import { createAnthropic } from '@ai-sdk/anthropic';
import Anthropic from '@anthropic-ai/sdk';
import { generateText, isStepCount, jsonSchema, streamText, tool } from 'ai';
import { describe, expect, test } from 'vitest';
import {
  expectEscalated,
  home,
  inputSchema,
  leak,
  question,
  setUpEscalation,
  toolResults,
  wrongs,
} from './escalation.fixture.ts';

/** What a client was told, and every byte that it received. */
interface Told {
  readonly said: readonly unknown[];
  readonly bytes: string;
}

type Client = (baseUrl: string) => Promise<Told>;

/** A `fetch` that keeps what it received. */
function listening(): { readonly fetch: typeof fetch; bytes(): Promise<string> } {
  const copies: Promise<string>[] = [];
  return {
    async fetch(url, init) {
      const response = await fetch(url, init);
      copies.push(response.clone().text());
      return response;
    },
    bytes: async () => (await Promise.all(copies)).join(''),
  };
}

const sdkTools = Object.keys(toolResults).map((name) => ({ name, description: name, input_schema: inputSchema }));

function sdkLoop(stream: boolean): Client {
  return async (baseURL) => {
    const { fetch, bytes } = listening();
    const client = new Anthropic({ baseURL, apiKey: 'sk-test', maxRetries: 0, fetch });
    const messages: Anthropic.MessageParam[] = [{ role: 'user', content: question }];
    const said: unknown[] = [];
    for (;;) {
      const request = { model: home, max_tokens: 1_000, tools: sdkTools, messages };
      const reply = stream
        ? await client.messages.stream(request).finalMessage()
        : await client.messages.create(request);
      const { content, stop_reason: stopReason, model } = reply;
      said.push({ content, stopReason, model: model === home ? home : 'execution' });
      if (stopReason !== 'tool_use') return { said, bytes: await bytes() };
      const results = content.flatMap((block) => (block.type === 'tool_use' ? [resultOf(block)] : []));
      messages.push({ role: 'assistant', content }, { role: 'user', content: results });
    }
  };
}

function resultOf({ id, name }: Anthropic.ToolUseBlock): Anthropic.ToolResultBlockParam {
  return { type: 'tool_result', tool_use_id: id, content: name === 'weather_tool' ? 'rain, 9 °C' : 'sent' };
}

const aiTools = Object.fromEntries(
  Object.entries(toolResults).map(([name, result]) => [
    name,
    tool({ description: name, inputSchema: jsonSchema<Record<string, unknown>>(inputSchema), execute: () => result }),
  ]),
);

function aiLoop(stream: boolean): Client {
  return async (baseUrl) => {
    const { fetch, bytes } = listening();
    const model = createAnthropic({ baseURL: `${baseUrl}/v1`, apiKey: 'sk-test', fetch })(home);
    const call = { model, tools: aiTools, stopWhen: isStepCount(5), prompt: question, maxRetries: 0 };
    const steps = stream ? await streamText(call).steps : (await generateText(call)).steps;
    const said = steps.map(({ text, toolCalls, toolResults: results, finishReason }) => ({
      text,
      calls: toolCalls.map(({ toolName, input }) => ({ toolName, input })),
      results: results.map(({ output }) => output),
      finishReason,
    }));
    return { said, bytes: await bytes() };
  };
}

describe.each<[string, Client]>([
  ['the SDK', sdkLoop(false)],
  ['the SDK, streaming', sdkLoop(true)],
  ['the AI SDK', aiLoop(false)],
  ['the AI SDK, streaming', aiLoop(true)],
])('%s', (_client, run) => {
  test.each(wrongs)('is told the reasoning tier’s reply: $reason $fault', async (wrong) => {
    const stage = await setUpEscalation(wrong);
    const routed = await run(stage.gateway.url);
    const unrouted = await run(stage.direct.baseUrl);
    expect(routed.said).toEqual(unrouted.said);
    expect(routed.bytes).not.toContain(leak);
    await expectEscalated(stage, wrong.reason);
  });
});
