/**
 * Whatever the models say, whatever the tools do and whenever a run is stopped: the strict API takes every turn of the
 * transcript, also when it is gone on with after a stop, a failure, a crash, or in another agent that knows it from its JSON alone.
 */
import Anthropic from '@anthropic-ai/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodiesOf, call, say, strictUpstream, think } from './agent.fixture.ts';
import {
  type Agent,
  type AgentOptions,
  type Conversation,
  createAgent,
  createConversation,
  defineTool,
  resumeConversation,
} from './index.ts';
import type { JsonObject } from './message.ts';

/** What a tool does: work, fail, be given nonsense, or never end (until the run or its time does). */
const toolNames = [
  'weather_tool',
  'fetch_tool',
  'failing_tool',
  'picky_tool',
  'slow_tool',
  'missing_tool',
  'late_tool',
] as const;

const anyCall = fc.record({ tool: fc.constantFrom(...toolNames, 'request_tool'), odd: fc.boolean() });
const anyReply = fc.record({
  thinks: fc.boolean(),
  text: fc.constantFrom('', ' ', 'Some words. ', 'word '.repeat(60)),
  calls: fc.array(anyCall, { maxLength: 4 }),
  thinksBetween: fc.boolean(),
});
const anyUpstream = fc.constantFrom('fine', 'fine', 'fine', 'fine', '529', 'cut-at=700', 'error-event=3');
const anyStop = fc.option(
  fc.constantFrom('turn-started', 'message-added', 'text-delta', 'tool-call-started', 'tool-call-ended', 'turn-ended'),
  {
    freq: 4,
  },
);
const anyRun = fc.record({
  stopAt: anyStop,
  resumes: fc.boolean(),
  crashes: fc.boolean(),
  replies: fc.array(anyReply, { maxLength: 5 }),
});
const anyScript = fc.record({
  runs: fc.array(anyRun, { minLength: 1, maxLength: 4 }),
  upstream: fc.array(anyUpstream, { minLength: 1, maxLength: 6 }),
  loading: fc.constantFrom('references' as const, 'list' as const),
  execution: fc.constantFrom('claude-haiku-5-5', 'claude-haiku-4-5', 'claude-opus-4-8'),
  /** Manual thinking: such a model begins every reply with a thought. */
  manual: fc.boolean(),
});

type Script = typeof anyScript extends fc.Arbitrary<infer Value> ? Value : never;
type Reply = typeof anyReply extends fc.Arbitrary<infer Value> ? Value : never;

function blocksOf({ thinks, text, calls, thinksBetween }: Reply, id: number): readonly JsonObject[] {
  const blocks = [
    ...(thinks ? [think(`thought ${id}`)] : []),
    ...(text === '' ? [] : [say(text)]),
    ...calls.flatMap(({ tool, odd }, index) => [
      ...(thinksBetween && index > 0 ? [think(`between ${id}.${index}`)] : []),
      call(`toolu_${id}_${index}`, tool, inputOf(tool, odd)),
    ]),
  ];
  return blocks.length === 0 ? [say('Nothing.')] : blocks;
}

function inputOf(tool: string, odd: boolean): JsonObject {
  if (tool === 'request_tool') return odd ? { query: 'late words' } : { name: 'late_tool' };
  return odd ? { city: 3 } : { city: 'Bergen' };
}

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [
  defineTool({ name: 'weather_tool', description: 'Weather', input: { type: 'object' }, run: () => 'Rain' }),
  defineTool({ name: 'fetch_tool', description: 'Fetches', input: { type: 'object' }, run: () => [say('a page')] }),
  defineTool({
    name: 'failing_tool',
    description: 'Fails',
    input: { type: 'object' },
    run: () => Promise.reject(new Error('no')),
  }),
  defineTool({ name: 'picky_tool', description: 'Picky', input: city, run: () => 'ok' }),
  defineTool({ name: 'late_tool', description: 'Late', input: { type: 'object' }, deferred: true, run: () => 'late' }),
  defineTool({
    name: 'slow_tool',
    description: 'Never ends',
    input: { type: 'object' },
    timeoutMs: 10,
    run: () => new Promise<string>(() => undefined),
  }),
];

async function upstreamFor({ runs, upstream, manual }: Script) {
  const replies = runs.flatMap((run) => run.replies);
  let asked = 0;
  let answered = 0;
  return strictUpstream(
    () => {
      const reply = replies[answered];
      answered += 1;
      const content =
        reply === undefined
          ? [think('last'), say('Done.')]
          : blocksOf({ ...reply, thinks: reply.thinks || manual }, answered);
      return { content, stopReason: content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn' };
    },
    {
      fault: () => {
        const fault = upstream[asked % upstream.length];
        asked += 1;
        return fault === 'fine' ? undefined : fault;
      },
    },
  );
}

function agentFor(baseURL: string, { loading, execution, manual }: Script): Agent {
  const options: AgentOptions = {
    client: new Anthropic({ baseURL, apiKey: 'key', maxRetries: 0 }),
    tiers: { reasoning: manual ? 'claude-sonnet-4-5' : 'claude-sonnet-5-5', execution },
    control: { share: 0 },
    margin: -10,
    maxExtraCostPercent: 10_000,
    tools,
    deferredLoading: loading,
    ...(manual ? { request: { thinking: { type: 'enabled', budget_tokens: 1_024 } } } : {}),
  };
  return createAgent(options);
}

async function play(script: Script, baseUrl: string): Promise<Conversation> {
  let agent = agentFor(baseUrl, script);
  let conversation = createConversation({ id: 'c' });
  for (const [index, { stopAt, resumes, crashes }] of script.runs.entries()) {
    const run = agent.stream(conversation, `Message ${index}`, { limits: { turns: 6 } });
    let kept = conversation;
    for await (const event of run) {
      if (event.type === 'message-added') kept = event.conversation;
      if (event.type === stopAt) break;
    }
    const { conversation: after } = await run.result;
    // After a crash there is only what was kept on the way.
    conversation = crashes && stopAt !== null ? kept : after;
    if (resumes) {
      conversation = resumeConversation(JSON.stringify(conversation));
      agent = agentFor(baseUrl, script);
    }
  }
  return (await agent.run(conversation, 'The last one')).conversation;
}

test('the strict API takes every turn of every transcript', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyScript, async (script) => {
      const simulator = await upstreamFor(script);
      const conversation = await play(script, simulator.baseUrl);
      await simulator.close();
      const refused = conversation.turns.flatMap(({ event }) => event.attempts.filter(({ status }) => status === 400));
      expect(refused.map(({ errorType }) => errorType)).toEqual([]);
      // After a crash the transcript goes on from what was kept, and may leave what was sent since.
      if (script.runs.some(({ crashes }) => crashes)) return;
      const bodies = bodiesOf(simulator).map(({ messages }) => JSON.stringify(messages).slice(0, -1));
      for (const [index, body] of bodies.entries()) {
        const next = bodies[index + 1];
        if (next !== undefined) expect(next.startsWith(body)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});
