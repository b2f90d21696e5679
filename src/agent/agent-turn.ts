import { given, nanoToUsd, type Quote, type TurnEvent, type Usage } from '../core/index.ts';

/** One turn of a conversation as a person asks about it. What is not known is absent, never 0. */
export interface AgentTurn {
  readonly tier: string;
  readonly model: string;
  /** Why that tier; of an escalated turn, why the first attempt was discarded stands in `escalation`. */
  readonly reason: string;
  readonly quotes: readonly Quote[];
  /** Of the attempt that answered. */
  readonly usage?: Usage;
  /** All attempts of the turn. */
  readonly costUsd?: number;
  /** Modelled: the same tokens on the reasoning tier alone. */
  readonly baselineCostUsd?: number;
  /** Baseline less cost; negative where routing cost more. */
  readonly savedUsd?: number;
  readonly latencyMs: number;
  readonly firstByteMs?: number;
  /** Modelled baseline less measured latency. */
  readonly savedMs?: number;
  readonly escalation?: { readonly reason: string; readonly detail?: string };
  /** Everything that was told of the turn; rebuilds what routing knows after a restart. */
  readonly event: TurnEvent;
}

/** The turn that an event tells of. */
export function toAgentTurn(event: TurnEvent): AgentTurn {
  const { bill, attempts, decision } = event;
  const usd = (nano: number | undefined) => (nano === undefined ? undefined : nanoToUsd(nano));
  const escalation = attempts.find(({ verdict }) => verdict !== undefined)?.verdict;
  return {
    tier: event.servedTier,
    model: event.servedModel,
    reason: decision.reason,
    quotes: decision.quotes,
    ...given('usage', attempts.at(-1)?.usage),
    ...given('costUsd', usd(bill?.costNanoUsd)),
    ...given('baselineCostUsd', usd(bill?.baselineNanoUsd)),
    ...given('savedUsd', usd(bill?.savedNanoUsd)),
    latencyMs: event.durationMs,
    ...given('firstByteMs', event.firstByteMs),
    ...given('savedMs', bill?.baselineMs === undefined ? undefined : bill.baselineMs - event.durationMs),
    ...given('escalation', escalation),
    event,
  };
}
