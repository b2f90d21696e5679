import { setTimeout as wait } from 'node:timers/promises';
import type { SchemaChecker } from '../attempt/index.ts';
import type { AgentEvent } from './event.ts';
import type { ContentBlock } from './message.ts';
import { resultOf, type Tool, type ToolOutput } from './tool.ts';
import { abortedText, errorResult, type ToolCall } from './tool-calls.ts';

/** What running the calls of a turn needs. */
export interface CallRunner {
  /** The tool that a call means, or why there is none, in words for the model. */
  readonly find: (name: string) => Tool | string;
  readonly schemas: SchemaChecker;
  /** Calls at once. */
  readonly concurrency: number;
  /** For tools that name none. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly emit: (event: AgentEvent) => void;
  readonly now: () => number;
}

/**
 * Runs the calls of one turn side by side and gives their `tool_result` blocks, in the order of the calls. Never rejects: a
 * tool that throws, is not there, gets a wrong input, takes too long or is stopped has an error result. A call that timed out
 * or was stopped is not waited for, whatever it does with its signal.
 */
export async function runCalls(calls: readonly ToolCall[], runner: CallRunner): Promise<readonly ContentBlock[]> {
  const waiting = calls.map((call, index) => ({ call, index }));
  const results: ContentBlock[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next.index] = await runCall(next.call, runner);
    }
  };
  await Promise.all(Array.from({ length: Math.min(runner.concurrency, calls.length) }, work));
  return results;
}

async function runCall(call: ToolCall, runner: CallRunner): Promise<ContentBlock> {
  const { emit, now } = runner;
  if (runner.signal.aborted) return errorResult(call.id, abortedText);
  const startedAtMs = now();
  emit({ type: 'tool-call-started', callId: call.id, tool: call.name, input: call.input });
  const result = await resultBlock(call, runner);
  const isError = result.is_error === true;
  const durationMs = now() - startedAtMs;
  emit({
    type: 'tool-call-ended',
    callId: call.id,
    tool: call.name,
    isError,
    durationMs,
    content: result.content ?? '',
  });
  return result;
}

async function resultBlock(call: ToolCall, runner: CallRunner): Promise<ContentBlock> {
  const tool = runner.find(call.name);
  if (typeof tool === 'string') return errorResult(call.id, tool);
  try {
    const { content, isError } = resultOf(await outputOf(tool, call, runner));
    return { type: 'tool_result', tool_use_id: call.id, content, ...(isError ? { is_error: true } : {}) };
  } catch (error) {
    return errorResult(call.id, error instanceof Error ? error.message : String(error));
  }
}

/** The tool's output, or a rejection as soon as its time is up or the run is stopped. */
async function outputOf(tool: Tool, call: ToolCall, { schemas, signal, ...runner }: CallRunner): Promise<ToolOutput> {
  const timeoutMs = tool.timeoutMs ?? runner.timeoutMs;
  const over = new AbortController();
  const stopped = AbortSignal.any([signal, over.signal]);
  const timeUp = wait(timeoutMs, undefined, { signal: stopped }).then(
    () => Promise.reject(new Error(`Timed out after ${timeoutMs} ms.`)),
    () => (signal.aborted ? Promise.reject(new Error(abortedText)) : new Promise<never>(() => undefined)),
  );
  try {
    return await Promise.race([tool.call(call.input, { signal: stopped, callId: call.id }, schemas), timeUp]);
  } finally {
    over.abort();
  }
}
