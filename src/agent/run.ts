/**
 * One run: turn after turn until the model has said its last word, a limit is reached, or it cannot go on. The transcript
 * only grows, and at every point where a run can end it can be continued: no call is left without a result.
 */
import type { SchemaChecker } from '../attempt/index.ts';
import type { TurnEvent } from '../core/index.ts';
import type { AskTurn, TurnFailure } from './ask.ts';
import { assistantMessageOf } from './assistant-message.ts';
import { type Compact, compacted } from './compact.ts';
import { type Conversation, withTurn } from './conversation.ts';
import type { AgentEvent } from './event.ts';
import { type RunLimits, reachedLimit } from './limits.ts';
import { blocksOf, type ContentBlock, type Message, textOf, type UserContent, userMessage } from './message.ts';
import type { BuiltReply } from './reply-builder.ts';
import { createRequestTool } from './request-tool.ts';
import { runCalls } from './run-calls.ts';
import type { RunEnd, RunError, RunResult } from './run-result.ts';
import { takeTurn } from './take-turn.ts';
import type { Tool } from './tool.ts';
import { callsIn, errorResult, type ToolCall } from './tool-calls.ts';
import { deferredTools, findTool, offeredTools, type ToolSet } from './tool-set.ts';
import { type RequestTemplate, toRequest } from './turn-request.ts';

/** What the runs of an agent share. */
export interface RunParts {
  readonly ask: AskTurn;
  readonly template: RequestTemplate;
  readonly tools: ToolSet;
  readonly limits: RunLimits;
  readonly toolConcurrency: number;
  readonly toolTimeoutMs: number;
  readonly schemas: SchemaChecker;
  readonly compact?: Compact;
  readonly now: () => number;
}

/** What is one run's own. */
export interface RunScope {
  readonly emit: (event: AgentEvent) => void;
  readonly signal: AbortSignal;
  /** What an abort means: the user's, or the time limit. */
  readonly abortedAs: () => RunEnd;
  /** What the user said while calls ran. */
  readonly interject: () => UserContent | undefined;
}

/** Why a run is over. */
interface Stop {
  readonly end: RunEnd;
  readonly error?: RunError;
}

/** Stop reasons after which the API is simply asked to go on. */
const goesOn: readonly (string | undefined)[] = ['pause_turn', 'compaction'];
/** Stop reasons of a reply that was cut for its length. */
const cutShort: readonly (string | undefined)[] = ['max_tokens', 'model_context_window_exceeded'];

const cutText =
  'The call was cut off before its input was complete, because the reply was too long. Make it again, shorter.';

/** Runs a conversation whose transcript ends with what the model is to answer. Never rejects. */
export async function runConversation(
  conversation: Conversation,
  parts: RunParts,
  scope: RunScope,
): Promise<RunResult> {
  const run = new Run(conversation, parts, scope);
  let stop: Stop | undefined;
  while (stop === undefined) stop = await run.step();
  return run.result(stop);
}

class Run {
  readonly #parts: RunParts;
  readonly #scope: RunScope;
  readonly #requestTool: Tool | undefined;
  readonly #events: TurnEvent[] = [];
  #conversation: Conversation;
  #turns = 0;
  #text = '';
  #stopReason: string | undefined;

  constructor(conversation: Conversation, parts: RunParts, scope: RunScope) {
    this.#conversation = conversation;
    this.#parts = parts;
    this.#scope = scope;
    const deferred = deferredTools(parts.tools);
    const byReference = parts.tools.loading === 'references';
    this.#requestTool =
      deferred.length === 0
        ? undefined
        : createRequestTool({ deferred, byReference, onLoad: (name) => this.#load(name, byReference) });
  }

  /** Takes one turn and runs its calls; the stop, where the run is over. */
  async step(): Promise<Stop | undefined> {
    const { parts, scope } = { parts: this.#parts, scope: this.#scope };
    if (scope.signal.aborted) return { end: scope.abortedAs() };
    const limit = reachedLimit(parts.limits, this.#turns, this.#events);
    if (limit !== undefined) return { end: limit };
    const failed = await this.#compact();
    if (failed !== undefined) return failed;
    this.#turns += 1;
    scope.emit({ type: 'turn-started', turn: this.#turns });
    const request = this.#request();
    const { reply, event, failure } = await takeTurn(parts.ask, { ...request, signal: scope.signal }, scope.emit);
    if (event !== undefined) this.#tell(event);
    this.#stopReason = reply.stopReason;
    this.#text = '';
    if (failure !== undefined && !scope.signal.aborted) return { end: 'failed', error: toRunError(failure) };
    return this.#follow(reply);
  }

  result({ end, error }: Stop): RunResult {
    return {
      end,
      conversation: this.#conversation,
      text: this.#text,
      turns: this.#turns,
      ...(this.#stopReason === undefined ? {} : { stopReason: this.#stopReason }),
      ...(error === undefined ? {} : { error }),
    };
  }

  /** What a reply, whole or stopped, means for the transcript and the run. */
  async #follow(reply: BuiltReply): Promise<Stop | undefined> {
    const { signal, abortedAs } = this.#scope;
    const { stopReason } = reply;
    if (stopReason === 'refusal') return { end: 'refused' };
    const message = assistantMessageOf(reply);
    if (message !== undefined) this.#append(message);
    if (message !== undefined) this.#text = textOf(blocksOf(message));
    const calls = callsIn(reply.blocks);
    if (calls.length > 0) this.#append(await this.#answerTo(calls, reply));
    if (signal.aborted) return { end: abortedAs() };
    if (stopReason === 'model_context_window_exceeded') return { end: 'token_limit' };
    if (calls.length > 0 || (goesOn.includes(stopReason) && message !== undefined)) return undefined;
    return { end: cutShort.includes(stopReason) ? 'token_limit' : 'answered' };
  }

  /** The results of a reply's calls, and beside them what the user said while they ran. */
  async #answerTo(calls: readonly ToolCall[], reply: BuiltReply): Promise<Message> {
    const results = await this.#resultsOf(calls, reply);
    const said = this.#scope.interject();
    return { role: 'user', content: [...results, ...(said === undefined ? [] : blocksOf(userMessage(said)))] };
  }

  /** The results of a reply's calls, in their order; those whose input is not whole are not run. */
  async #resultsOf(calls: readonly ToolCall[], reply: BuiltReply): Promise<readonly ContentBlock[]> {
    const { emit, signal } = this.#scope;
    const { schemas, toolConcurrency: concurrency, toolTimeoutMs: timeoutMs, now } = this.#parts;
    const cut = cutShort.includes(reply.stopReason) ? lastCallOf(reply) : undefined;
    const isBroken = ({ id }: ToolCall) => id === cut || reply.brokenCalls.includes(id);
    const find = findTool(this.#parts.tools, this.#requestTool, this.#conversation.loadedTools);
    const whole = calls.filter((call) => !isBroken(call));
    const results = await runCalls(whole, { find, schemas, concurrency, timeoutMs, signal, emit, now });
    return calls
      .map((call) => (isBroken(call) ? errorResult(call.id, cutText) : results[whole.indexOf(call)]))
      .filter((block) => block !== undefined);
  }

  #request() {
    const { tools, template } = this.#parts;
    const { id, messages, loadedTools, prefixChanged } = this.#conversation;
    const { body, headers } = toRequest(template, {
      tools: offeredTools(tools, this.#requestTool, loadedTools),
      messages,
      prefixChanged,
    });
    return { body, headers: { ...headers, 'x-turnwise-conversation': id } };
  }

  async #compact(): Promise<Stop | undefined> {
    const { compact } = this.#parts;
    const before = this.#conversation;
    if (compact === undefined || before.messages.at(-1)?.role !== 'user') return undefined;
    try {
      this.#conversation = await compacted(before, compact, this.#scope.signal);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { end: 'failed', error: { type: 'compact_failed', message, cause: error } };
    }
    const { messages } = this.#conversation;
    if (messages !== before.messages) {
      const [messagesBefore, messagesAfter] = [before.messages.length, messages.length];
      this.#scope.emit({ type: 'conversation-compacted', messagesBefore, messagesAfter });
    }
    return undefined;
  }

  #tell(event: TurnEvent): void {
    this.#events.push(event);
    this.#conversation = withTurn(this.#conversation, event);
    const turn = this.#conversation.turns.at(-1);
    if (turn !== undefined) this.#scope.emit({ type: 'turn-ended', turn });
  }

  #append(message: Message): void {
    this.#conversation = { ...this.#conversation, messages: [...this.#conversation.messages, message] };
    this.#scope.emit({ type: 'message-added', message, conversation: this.#conversation });
  }

  /** By reference nothing that stands before changes; a longer list of tools is another beginning. */
  #load(name: string, byReference: boolean): void {
    const { loadedTools, prefixChanged } = this.#conversation;
    if (loadedTools.includes(name)) return;
    this.#conversation = {
      ...this.#conversation,
      loadedTools: [...loadedTools, name],
      prefixChanged: prefixChanged || !byReference,
    };
    this.#scope.emit({ type: 'tool-loaded', tool: name });
  }
}

function lastCallOf({ blocks }: BuiltReply): string | undefined {
  const last = blocks.at(-1);
  return last?.type === 'tool_use' && typeof last.id === 'string' ? last.id : undefined;
}

function toRunError(failure: TurnFailure): RunError {
  const { type, message, status, requestId, cause } = failure;
  return {
    type,
    message,
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(cause === undefined ? {} : { cause }),
  };
}
