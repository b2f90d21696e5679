import { given, type PingEvent } from '../core/index.ts';

/** A ping as the fields of one JSON log line; stable like `TurnFields`, told apart by `msg: "ping"`. */
export function pingFields({ pingId, conversationId, attempt, sentBefore, plan, kept }: PingEvent) {
  const { usage } = attempt;
  return {
    time: new Date(attempt.startedAtMs + attempt.durationMs).toISOString(),
    ping: pingId,
    conversation: conversationId,
    tier: attempt.tier,
    model: attempt.model,
    end: attempt.end,
    ...given('status', attempt.status),
    ...given('errorType', attempt.errorType),
    kept: kept.length > 0,
    ...given('cacheReadTokens', usage?.cacheReadTokens),
    ...given('cacheWriteTokens', usage?.cacheWriteTokens),
    ...given('costNanoUsd', attempt.costNanoUsd),
    durationMs: attempt.durationMs,
    sentBefore,
    idleMs: plan.idleMs,
    returnProbability: plan.returnProbability,
    pingNanoUsd: plan.pingNanoUsd,
    rewriteNanoUsd: plan.rewriteNanoUsd,
    gainNanoUsd: plan.gainNanoUsd,
    modelVersion: plan.modelVersion,
  };
}
