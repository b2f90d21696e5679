import type { Turn } from '../core/index.ts';
import { type ApiErrorReply, threadNotFound, threadRefusal } from '../wire/index.ts';

/**
 * Message threads (beta) send only what is new, so nothing can be decided from the body. A managed model's `create` is
 * refused with the error on which the SDK falls back to sending the whole history; where threads are passed, the
 * `continue` of a thread that was passed here goes through, and an unknown one gets 404, on which the SDK replays.
 */
export class PassedThreads {
  readonly #messageIds = new Set<string>();
  readonly #capacity: number;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  /** The answer that refuses a turn, or `undefined` when it may pass. */
  refusalOf(
    turn: Turn,
    rules: { readonly managed: boolean; readonly threads: 'refuse' | 'pass' },
  ): ApiErrorReply | undefined {
    const { thread } = turn.settings;
    if (thread === undefined || !rules.managed) return undefined;
    if (thread.type === 'continue') return this.#isKnown(thread.previousMessageId) ? undefined : threadNotFound();
    return rules.threads === 'refuse' ? threadRefusal() : undefined;
  }

  /** Remembers the reply that a passed thread goes on from. */
  passed(messageId: string): void {
    this.#messageIds.add(messageId);
    if (this.#messageIds.size <= this.#capacity) return;
    for (const oldest of this.#messageIds) {
      this.#messageIds.delete(oldest);
      return;
    }
  }

  #isKnown(messageId: string | undefined): boolean {
    return messageId !== undefined && this.#messageIds.has(messageId);
  }
}
