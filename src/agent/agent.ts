import type { Conversation } from './conversation.ts';
import type { AgentEvent } from './event.ts';
import { createEventQueue } from './event-queue.ts';
import type { RunLimits } from './limits.ts';
import { blocksOf, type Message, type UserContent, userMessage } from './message.ts';
import { type RunParts, runConversation } from './run.ts';
import type { RunResult } from './run-result.ts';
import { closeOpenCalls } from './tool-calls.ts';

/** What one run is asked with. */
export interface RunOptions {
  /** Stops the run at once: `aborted`, with a transcript that can be continued. */
  readonly signal?: AbortSignal;
  /** In the place of the agent's limits, one by one. */
  readonly limits?: Partial<RunLimits>;
  /** Asked when calls have their results: what the user said while they ran stands beside them. */
  readonly interject?: () => UserContent | undefined;
}

/** A run under way: its events as they happen, and what comes of it. Leaving the loop early aborts the run. */
export interface AgentRun extends AsyncIterable<AgentEvent> {
  /** Never rejects: how a run went is in its `end`. */
  readonly result: Promise<RunResult>;
}

/** An agent: a model in two tiers, tools, and the loop between them. It keeps no conversation: each run is given one and gives one back. */
export interface Agent {
  /**
   * Answers a user's message; without one the transcript is gone on with as it is (after a failure or a limit). Throws a
   * `TypeError` where there is nothing to answer.
   */
  run(conversation: Conversation, message?: UserContent, options?: RunOptions): Promise<RunResult>;
  /** The same, told event by event. */
  stream(conversation: Conversation, message?: UserContent, options?: RunOptions): AgentRun;
  /** Hears of every event of every run; returns the way to stop that. A listener that throws is reported and changes nothing. */
  on(listener: (event: AgentEvent) => void): () => void;
  /** Ends the sinks: what they have pending is finished or given up. */
  close(): Promise<void>;
}

/** What an agent is made of. */
export interface AgentParts extends RunParts {
  /** Told of a conversation before it is gone on with: what it says of its past is learnt once. */
  readonly recall: (conversation: Conversation) => void;
  readonly onListenerError: (error: unknown) => void;
  readonly close: () => Promise<void>;
}

/** The agent over its parts. */
export function agentOf(parts: AgentParts): Agent {
  const listeners = new Set<(event: AgentEvent) => void>();
  const tell = (event: AgentEvent) => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        parts.onListenerError(error);
      }
    }
  };
  const start = (before: Conversation, message: UserContent | undefined, run: RunBeginning) => {
    const added = messagesToAdd(before, message);
    return startRun(before, added, { ...run, parts });
  };
  return {
    run: async (conversation, message, options = {}) => start(conversation, message, { options, emit: tell }),
    stream(conversation, message, options = {}) {
      const queue = createEventQueue();
      const left = new AbortController();
      const signal = options.signal === undefined ? left.signal : AbortSignal.any([options.signal, left.signal]);
      const emit = (event: AgentEvent) => {
        tell(event);
        queue.push(event);
      };
      const run = { options: { ...options, signal }, emit };
      const result = start(conversation, message, run).finally(queue.end);
      return { result, [Symbol.asyncIterator]: () => queue.read(() => left.abort()) };
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: parts.close,
  };
}

/** How a run was asked for, and who hears of it. */
interface RunBeginning {
  readonly options: RunOptions;
  readonly emit: (event: AgentEvent) => void;
}

async function startRun(
  before: Conversation,
  added: readonly Message[],
  { parts, options, emit }: RunBeginning & { readonly parts: AgentParts },
): Promise<RunResult> {
  const limits = { ...parts.limits, ...options.limits };
  const timeUp = limits.timeMs === undefined ? undefined : AbortSignal.timeout(limits.timeMs);
  const signals = [options.signal, timeUp].filter((signal) => signal !== undefined);
  const isStopped = () => options.signal?.aborted === true;
  parts.recall(before);
  emit({ type: 'run-started', conversationId: before.id });
  let conversation = before;
  for (const message of added) {
    conversation = { ...conversation, messages: [...conversation.messages, message] };
    emit({ type: 'message-added', message, conversation });
  }
  const result = await runConversation(
    conversation,
    { ...parts, limits },
    {
      emit,
      signal: AbortSignal.any(signals),
      abortedAs: () => (isStopped() ? 'aborted' : 'time_limit'),
      interject: options.interject ?? (() => undefined),
    },
  );
  emit({ type: 'run-ended', result });
  return result;
}

/** What is added to a conversation before it is gone on with: results for calls that a crash left open, and the user's word. */
function messagesToAdd({ messages }: Conversation, said: UserContent | undefined): readonly Message[] {
  const closing = closeOpenCalls(messages).slice(messages.length);
  if (said !== undefined) return [...closing, userMessage(said)];
  const last = closing.at(-1) ?? messages.at(-1);
  const isPaused = last?.role === 'assistant' && blocksOf(last).some(({ type }) => type === 'server_tool_use');
  if (last?.role === 'user' || isPaused) return closing;
  throw new TypeError('the conversation ends with the assistant’s word: there is nothing to answer');
}
