import { ChatAnthropic } from '@langchain/anthropic';
import type { BaseMessage } from '@langchain/core/messages';
import { AIMessage, createAgent, tool } from 'langchain';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  expectLoopDecided,
  expectOnlyListedEdits,
  finalText,
  question,
  recordingFetch,
  requestedModel,
  type SentRequest,
  setUpLoop,
  toolResults,
} from './agent-loop.fixture.ts';

/** What LangChain reports of one reply, but for the model that gave it. */
interface Reply {
  readonly id: string | undefined;
  readonly text: string;
  readonly calls: readonly object[];
  readonly usage: object | undefined;
}

interface Loop {
  readonly replies: readonly Reply[];
  /** Of a streamed loop: the content of every chunk, in order. */
  readonly chunks: readonly unknown[];
}

/** LangChain sends a loose object as one without any field, which no call of the script would fit. */
const schema = z.object({ city: z.string(), to: z.string(), text: z.string() }).partial();
const tools = Object.entries(toolResults).map(([name, result]) =>
  tool(() => result, { name, description: name, schema }),
);

function agentAt(baseUrl: string) {
  const { fetch, sent } = recordingFetch();
  const model = new ChatAnthropic({
    model: requestedModel,
    apiKey: 'sk-test',
    anthropicApiUrl: baseUrl,
    maxRetries: 0,
    clientOptions: { fetch },
  });
  return { agent: createAgent({ model, tools }), sent: sent as readonly SentRequest[] };
}

type Agent = ReturnType<typeof agentAt>['agent'];
const input = { messages: [{ role: 'user' as const, content: question }] };

async function invoke(agent: Agent): Promise<Loop> {
  const { messages } = await agent.invoke(input);
  return { replies: repliesOf(messages), chunks: [] };
}

async function stream(agent: Agent): Promise<Loop> {
  const chunks: unknown[] = [];
  let last: readonly BaseMessage[] = [];
  for await (const [mode, part] of await agent.stream(input, { streamMode: ['messages', 'values'] })) {
    if (mode === 'values') last = part.messages;
    else chunks.push(part[0].content);
  }
  return { replies: repliesOf(last), chunks };
}

function repliesOf(messages: readonly BaseMessage[]): readonly Reply[] {
  return messages
    .filter((message) => AIMessage.isInstance(message))
    .map(({ id, text, tool_calls: calls = [], usage_metadata: usage }) => ({ id, text, calls, usage }));
}

describe.each([
  ['invoke', invoke],
  ['stream', stream],
] as const)('a loop with %s of a LangChain agent through the gateway', (_name, run) => {
  test('ends as it does without it, each turn decided', async () => {
    const { direct, gateway } = await setUpLoop();
    const routed = await run(agentAt(gateway.url).agent);
    const unrouted = await run(agentAt(direct.baseUrl).agent);
    const turns = await gateway.told(3);
    const comparable = ({ replies, chunks }: Loop) => ({
      chunks,
      replies: replies.map((reply, index) =>
        turns[index]?.servedModel === requestedModel ? reply : { ...reply, usage: {} },
      ),
    });
    expect(comparable(routed)).toEqual(comparable(unrouted));
    expect(routed.replies.map(({ text }) => text)).toEqual(['I look it up.', '', finalText]);
    expect(routed.replies.map(({ calls }) => calls.length)).toEqual([1, 1, 0]);
    expectLoopDecided(turns);
  });

  test('sends upstream what the client sent, but for the listed edits', async () => {
    const { simulator, gateway } = await setUpLoop();
    const { agent, sent } = agentAt(gateway.url);
    await run(agent);
    expectOnlyListedEdits(await gateway.told(3), sent, simulator.requests);
  });
});

test('an invoked LangChain agent reports the tokens that upstream billed', async () => {
  const { simulator, gateway } = await setUpLoop();
  const { replies } = await invoke(agentAt(gateway.url).agent);
  const billed = simulator.billed.map(({ usage }) => ({
    input_tokens: usage.input_tokens,
    output_tokens: usage.output_tokens,
  }));
  expect(replies.map(({ usage }) => usage)).toMatchObject(billed);
  expect(billed).toHaveLength(3);
});
