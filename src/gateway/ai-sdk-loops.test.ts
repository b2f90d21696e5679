import { createAnthropic } from '@ai-sdk/anthropic';
import { generateText, isStepCount, jsonSchema, streamText, tool } from 'ai';
import { describe, expect, test } from 'vitest';
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

/** Everything a loop reported of a step but the model that took it and what is never the same twice. */
interface Step {
  readonly text: string;
  readonly thought: string | undefined;
  readonly calls: readonly object[];
  readonly results: readonly object[];
  readonly finish: string;
  readonly usage: object;
  readonly replyId: string;
}

interface Loop {
  readonly steps: readonly Step[];
  readonly totalTokens: number | undefined;
  /** Of a streamed loop: every part, in order. */
  readonly parts: readonly object[];
}

const anySchema = jsonSchema<Record<string, unknown>>({ type: 'object', properties: {} });
const tools = {
  weather_tool: tool({ description: 'Weather', inputSchema: anySchema, execute: () => toolResults.weather_tool }),
  email_tool: tool({ description: 'Mail', inputSchema: anySchema, execute: () => toolResults.email_tool }),
};

type Run = (settings: ReturnType<typeof settingsFor>) => Promise<Loop>;

function settingsFor(baseUrl: string): {
  readonly model: ReturnType<ReturnType<typeof createAnthropic>>;
  readonly sent: readonly SentRequest[];
} {
  const { fetch, sent } = recordingFetch();
  return { model: createAnthropic({ baseURL: `${baseUrl}/v1`, apiKey: 'sk-test', fetch })(requestedModel), sent };
}

const common = {
  tools,
  stopWhen: isStepCount(5),
  prompt: question,
  maxRetries: 0,
  providerOptions: { anthropic: { thinking: { type: 'adaptive', display: 'summarized' } } },
};

const generate: Run = async ({ model }) => {
  const { steps, totalUsage } = await generateText({ model, ...common });
  return { steps: steps.map(toStep), totalTokens: totalUsage.totalTokens, parts: [] };
};

const stream: Run = async ({ model }) => {
  const result = streamText({ model, ...common });
  const parts: object[] = [];
  for await (const part of result.fullStream) parts.push(part);
  const [steps, totalUsage] = await Promise.all([result.steps, result.totalUsage]);
  return { steps: steps.map(toStep), totalTokens: totalUsage.totalTokens, parts };
};

function toStep(step: Awaited<ReturnType<typeof generateText<typeof tools>>>['steps'][number]): Step {
  const { text, reasoningText, toolCalls, toolResults: results, finishReason, usage, response } = step;
  return {
    text,
    thought: reasoningText,
    calls: toolCalls,
    results,
    finish: finishReason,
    usage,
    replyId: response.id,
  };
}

describe.each([
  ['generateText', generate],
  ['streamText', stream],
] as const)('a loop with %s of the AI SDK through the gateway', (_name, run) => {
  test('ends as it does without it, each turn decided', async () => {
    const { direct, gateway } = await setUpLoop();
    const routed = await run(settingsFor(gateway.url));
    const unrouted = await run(settingsFor(direct.baseUrl));
    const turns = await gateway.told(3);
    const comparable = (loop: Loop) =>
      loop.steps.map((step, index) => (turns[index]?.servedModel === requestedModel ? step : { ...step, usage: {} }));
    expect(comparable(routed)).toEqual(comparable(unrouted));
    expect(routed.steps.map(({ text }) => text)).toEqual(['I look it up.', '', finalText]);
    expect(routed.steps.map(({ calls }) => calls.length)).toEqual([1, 1, 0]);
    expectLoopDecided(turns);
  });

  test('reports the tokens that upstream billed', async () => {
    const { simulator, gateway } = await setUpLoop();
    const { totalTokens } = await run(settingsFor(gateway.url));
    const billed = simulator.billed.map(({ usage }) => usage.input_tokens + usage.output_tokens);
    expect(billed).toHaveLength(3);
    expect(totalTokens).toBe(billed.reduce((sum, tokens) => sum + tokens));
  });

  test('sends upstream what the client sent, but for the listed edits', async () => {
    const { simulator, gateway } = await setUpLoop();
    const settings = settingsFor(gateway.url);
    await run(settings);
    expectOnlyListedEdits(await gateway.told(3), settings.sent, simulator.requests);
  });
});

test('every part of streamText comes through the gateway as it does without it', async () => {
  const { direct, gateway } = await setUpLoop();
  const routed = (await stream(settingsFor(gateway.url))).parts;
  const unrouted = (await stream(settingsFor(direct.baseUrl))).parts;
  expect(comparableParts(routed)).toEqual(comparableParts(unrouted));
  expect(new Set(routed.map((part) => ('type' in part ? part.type : undefined)))).toContain('reasoning-delta');
  expect(routed.length).toBeGreaterThan(20);
});

/** Parts without times, response headers and the name of the model, and without the usage of the turn that another model took. */
function comparableParts(parts: readonly object[]): readonly unknown[] {
  let step = 0;
  return parts.map((part) => {
    const copy: Record<string, unknown> = JSON.parse(JSON.stringify(part));
    if (copy.type === 'start-step') step += 1;
    delete copy.performance;
    delete copy.response;
    const isRouted = step === 2;
    if (copy.type === 'custom' || copy.type === 'finish' || isRouted) withoutMember(copy, isRouted);
    return copy;
  });
}

function withoutMember(value: unknown, isRouted: boolean): void {
  if (typeof value !== 'object' || value === null) return;
  const record = value as Record<string, unknown>;
  for (const [name, member] of Object.entries(record)) {
    const differs = name === 'model' || name === 'totalUsage' || (isRouted && name === 'usage');
    if (differs) delete record[name];
    else withoutMember(member, isRouted);
  }
}
