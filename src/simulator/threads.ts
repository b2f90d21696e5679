/**
 * Message threads (beta): conversations that the server holds, so that a client sends only what is new. A thread is
 * known by the id of its last answer, expires five minutes after its last request, and is lost without harm: on
 * `thread_not_found` clients send the whole conversation again.
 */
import type { ApiError, Outcome } from './errors.ts';
import type { JsonObject } from './json.ts';
import { type MessagesRequest, type PromptMessage, readMessage } from './prompt/request.ts';

const idleMs = 5 * 60_000;
const maxThreads = 1_000;

interface Held {
  readonly request: MessagesRequest;
  readonly answer: readonly JsonObject[];
  readonly expiresAtMs: number;
}

/** The conversations held. */
export interface Threads {
  /** The whole conversation of a request: itself without a thread, what was held and what is new with one. */
  resolve(request: MessagesRequest, atMs: number): Outcome<MessagesRequest>;
  /** Holds a resolved request and its answer under the answer's id, in place of what it went on from. */
  hold(
    request: MessagesRequest,
    answer: { readonly id: string; readonly content: readonly JsonObject[] },
    atMs: number,
  ): void;
  clear(): void;
}

/** Breakpoints belong to the request that first sent them: a request of its own may hold only four. */
function withoutBreakpoints(message: PromptMessage): PromptMessage {
  return { ...message, blocks: message.blocks.map((block) => ({ ...block, cacheTtl: undefined })) };
}

function notFound(id: string): ApiError {
  const message = `No usable thread state was found for previous_message_id: ${id}`;
  return { type: 'not_found_error', message, details: { error_code: 'thread_not_found' } };
}

/** Creates an empty store of at most a thousand threads. */
export function createThreads(): Threads {
  const threads = new Map<string, Held>();
  const keyOf = (request: MessagesRequest, id: string) => `${request.credential}/${id}`;

  return {
    resolve(request, atMs) {
      if (request.thread?.type !== 'continue') return { value: request };
      const { previousMessageId } = request.thread;
      const held = threads.get(keyOf(request, previousMessageId));
      if (held === undefined || held.expiresAtMs <= atMs) return { error: notFound(previousMessageId) };
      const { tools, system, messages } = held.request;
      const answer = readMessage({ role: 'assistant', content: held.answer });
      const earlier = [...messages, answer].map(withoutBreakpoints);
      return { value: { ...request, tools, system, messages: [...earlier, ...request.messages] } };
    },
    hold(request, answer, atMs) {
      if (request.thread === undefined) return;
      if (request.thread.type === 'continue') threads.delete(keyOf(request, request.thread.previousMessageId));
      threads.set(keyOf(request, answer.id), { request, answer: answer.content, expiresAtMs: atMs + idleMs });
      const [oldest] = threads.keys();
      if (threads.size > maxThreads && oldest !== undefined) threads.delete(oldest);
    },
    clear: () => threads.clear(),
  };
}
