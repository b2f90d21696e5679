import {
  bandOf,
  type IdleCache,
  type KeepAccount,
  type KeepingPlan,
  type PriceBook,
  type planKeeping,
  type ReturnModel,
} from '../../core/index.ts';
import type { KeepWarmSettings } from './keep-warm-settings.ts';
import type { SkipReason } from './skip-reason.ts';
import type { Wait } from './wait.ts';

/** Decides about a ping that is due: `planKeeping`, or a stand-in for it. */
export type DecidePing = typeof planKeeping;

/** What a decision rests on beside the wait. */
export interface PlanningContext {
  readonly settings: KeepWarmSettings;
  readonly prices: PriceBook;
  readonly model: ReturnModel;
  readonly account: KeepAccount;
  readonly decide: DecidePing;
}

/** A ping to send, or why there is none. */
export type PlannedPing =
  | { readonly ping: true; readonly plan: KeepingPlan }
  | { readonly ping: false; readonly because: SkipReason };

/** Decides about the ping that is due at a time. The limits hold whatever `decide` says. */
export function planPing(wait: Wait, atMs: number, context: PlanningContext): PlannedPing {
  const { settings, account } = context;
  const row = context.prices.at(wait.model, atMs);
  const prices = row && bandOf(row, wait.situation.prefixTokens);
  if (prices === undefined) return { ping: false, because: 'unpriced' };
  const idleMs = atMs - wait.startedAtMs;
  const idle: IdleCache = { situation: wait.situation, sentPings: wait.sentPings, idleMs, prices, account };
  const plan = context.decide(idle, context.model, settings);
  if (!plan.ping) return { ping: false, because: plan.reason === 'pays' ? 'does_not_pay' : plan.reason };
  if (wait.sentPings >= settings.maxPings) return { ping: false, because: 'max_pings' };
  if (idleMs > settings.maxIdleMinutes * 60_000) return { ping: false, because: 'max_idle' };
  const isWithinBill =
    account.extraNanoUsd + plan.pingNanoUsd <= (account.baselineNanoUsd * settings.maxExtraPercent) / 100;
  if (!isWithinBill) return { ping: false, because: 'account' };
  const isWithinDay = account.todayNanoUsd + plan.pingNanoUsd <= settings.usdPerDay * 1_000_000_000;
  return isWithinDay ? { ping: true, plan } : { ping: false, because: 'day' };
}
