import { describe, expect, test } from 'vitest';
import { createSchemaChecker } from '../attempt/index.ts';
import type { AgentEvent } from './event.ts';
import { type CallRunner, runCalls } from './run-calls.ts';
import { defineTool, type Tool, type ToolOutput } from './tool.ts';

const toolOf = (run: Parameters<typeof defineTool>[0]['run'], more: { readonly timeoutMs?: number } = {}) =>
  defineTool({ name: 'tool', description: 'A tool', input: { type: 'object' }, run, ...more });

const calls = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `c${index}`, name: 'tool', input: { index } }));

function runnerFor(tool: Tool, options: Partial<CallRunner> = {}): CallRunner & { readonly events: AgentEvent[] } {
  const events: AgentEvent[] = [];
  return {
    find: () => tool,
    schemas: createSchemaChecker(),
    concurrency: 8,
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    emit: (event) => events.push(event),
    now: () => 0,
    events,
    ...options,
  };
}

describe('calls run side by side', () => {
  test('no more at once than the bound, and results stand in the order of the calls', async () => {
    let active = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const tool = toolOf(async (input) => {
      active += 1;
      most = Math.max(most, active);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        // The newest ends first: none may depend on the order.
        if (waiting.length === 3) for (const end of waiting.splice(0).reverse()) end();
      });
      active -= 1;
      return JSON.stringify(input);
    });
    const results = await runCalls(calls(9), runnerFor(tool, { concurrency: 3 }));
    expect(most).toBe(3);
    expect(results.map(({ content }) => content)).toEqual(calls(9).map(({ input }) => JSON.stringify(input)));
  });

  test('each is told of as it starts and ends', async () => {
    const runner = runnerFor(toolOf(() => 'ok'));
    await runCalls(calls(1), runner);
    expect(runner.events).toEqual([
      { type: 'tool-call-started', callId: 'c0', tool: 'tool', input: { index: 0 } },
      { type: 'tool-call-ended', callId: 'c0', tool: 'tool', isError: false, durationMs: 0, content: 'ok' },
    ]);
  });
});

describe('a call that does not end', () => {
  test('times out by its own limit: its signal aborts, and nobody waits for it', async () => {
    let signal: AbortSignal | undefined;
    const tool = toolOf(
      (_input, context) => {
        signal = context.signal;
        return new Promise<string>(() => undefined);
      },
      { timeoutMs: 5 },
    );
    expect(await runCalls(calls(1), runnerFor(tool))).toEqual([
      { type: 'tool_result', tool_use_id: 'c0', content: 'Timed out after 5 ms.', is_error: true },
    ]);
    expect(signal?.aborted).toBe(true);
  });

  test('is stopped with the run, and those that had not begun never begin', async () => {
    const stop = new AbortController();
    let begun = 0;
    const tool = toolOf(() => {
      begun += 1;
      stop.abort();
      return new Promise<string>(() => undefined);
    });
    const results = await runCalls(calls(3), runnerFor(tool, { concurrency: 1, signal: stop.signal }));
    expect(begun).toBe(1);
    expect(results).toHaveLength(3);
    for (const result of results)
      expect(result).toMatchObject({ is_error: true, content: expect.stringMatching(/^Aborted/) });
  });

  test('and fails later, has failed already', async () => {
    let fail: (error: Error) => void = () => undefined;
    const tool = toolOf(() => new Promise<string>((_resolve, reject) => (fail = reject)), { timeoutMs: 5 });
    const [result] = await runCalls(calls(1), runnerFor(tool));
    fail(new Error('too late'));
    await new Promise(setImmediate);
    expect(result).toMatchObject({ content: 'Timed out after 5 ms.' });
  });
});

test.each<[string, () => ToolOutput | Promise<ToolOutput>, object]>([
  ['text', () => 'text', { content: 'text' }],
  ['blocks', () => [{ type: 'text', text: 'a' }], { content: [{ type: 'text', text: 'a' }] }],
  [
    'a failure with blocks',
    () => ({ content: [{ type: 'text', text: 'a' }], isError: true }),
    { content: [{ type: 'text', text: 'a' }], is_error: true },
  ],
  ['nothing', () => Promise.resolve(JSON.parse('null')), { content: 'null' }],
  ['other JSON', () => JSON.parse('{"a":[1]}'), { content: '{"a":[1]}' }],
  ['what is no JSON', () => ({ content: [{ type: 'text', size: 1n }] as never }), { is_error: true }],
])('a tool may give %s', async (_what, run, expected) => {
  const [result] = await runCalls(calls(1), runnerFor(toolOf(run)));
  expect(result).toEqual({ type: 'tool_result', tool_use_id: 'c0', content: expect.anything(), ...expected });
});
