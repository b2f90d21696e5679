import type { KeepAccount, PingEvent } from '../../core/index.ts';

/** A conversation's side of the account, in nano-dollars: see `KeepAccount`. */
interface Spending {
  baselineNanoUsd: number;
  extraNanoUsd: number;
}

const dayMs = 24 * 60 * 60 * 1_000;

/** Conversations whose account is remembered. One that was forgotten starts from nothing, so may risk nothing. */
const remembered = 20_000;

/**
 * What pings may cost: a share of each conversation's own bill, and so much a day (UTC) in all. Money is set aside before a
 * ping is sent, so that pings under way at the same time stay within the limits too.
 */
export class PingBudget {
  readonly #conversations = new Map<string, Spending>();
  #day = 0;
  #todayNanoUsd = 0;

  /** A turn has cost so much, and so much of a rewrite was saved to it by pings. */
  turnEnded(
    conversationId: string,
    { costNanoUsd, savedNanoUsd }: { costNanoUsd: number; savedNanoUsd: number },
  ): void {
    const spending = this.#of(conversationId);
    spending.baselineNanoUsd += costNanoUsd + savedNanoUsd;
    spending.extraNanoUsd -= savedNanoUsd;
  }

  account(conversationId: string, nowMs: number): KeepAccount {
    this.#turnDay(nowMs);
    const { baselineNanoUsd, extraNanoUsd } = this.#conversations.get(conversationId) ?? nothing;
    return { baselineNanoUsd, extraNanoUsd, todayNanoUsd: this.#todayNanoUsd };
  }

  /** Books money for a ping; a negative amount gives it back. */
  book(conversationId: string, nanoUsd: number, nowMs: number): void {
    this.#turnDay(nowMs);
    this.#of(conversationId).extraNanoUsd += nanoUsd;
    this.#todayNanoUsd = Math.max(0, this.#todayNanoUsd + nanoUsd);
  }

  /** Books a ping of the past, oldest first. One whose cost is not known took what was set aside for it. */
  pinged({ conversationId, attempt, plan }: PingEvent): void {
    this.book(conversationId, attempt.costNanoUsd ?? plan.pingNanoUsd, attempt.startedAtMs);
  }

  #of(conversationId: string): Spending {
    const spending = this.#conversations.get(conversationId) ?? { ...nothing };
    this.#conversations.delete(conversationId);
    this.#conversations.set(conversationId, spending);
    const [oldest] = this.#conversations.keys();
    if (this.#conversations.size > remembered && oldest !== undefined) this.#conversations.delete(oldest);
    return spending;
  }

  #turnDay(nowMs: number): void {
    const day = Math.floor(nowMs / dayMs);
    if (day === this.#day) return;
    this.#day = day;
    this.#todayNanoUsd = 0;
  }
}

const nothing = { baselineNanoUsd: 0, extraNanoUsd: 0 } as const;
