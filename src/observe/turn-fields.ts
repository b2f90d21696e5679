import type { Misses, Mode, Quote, StayReason, TurnEvent, TurnPlace } from '../core/index.ts';
import { stayOf } from './stay-text.ts';
import { sumTokens } from './tokens.ts';

/**
 * A turn as the fields of one JSON log line. Stable: fields are added, never renamed or given another meaning. A field
 * that is not known is absent. Tokens are sums over the turn's calls with usage; with `callsWithoutUsage` above 0 they
 * are a lower bound.
 */
export interface TurnFields {
  /** When the turn ended, ISO 8601 in UTC. */
  readonly time: string;
  readonly turn: string;
  readonly conversation: string;
  readonly group?: string | undefined;
  readonly place: TurnPlace;
  readonly mode: Mode;
  readonly client: string;
  readonly requestedModel: string;
  /** What was decided; in observe mode, what would have been done. */
  readonly tier: string;
  readonly model: string;
  readonly reason: string;
  readonly ruleReason: string;
  readonly wouldAllow: readonly string[];
  readonly toolKeys: readonly string[];
  readonly servedTier: string;
  readonly servedModel: string;
  /** HTTP status the client saw. */
  readonly status?: number | undefined;
  /** How the last call ended, `complete` when all went well. */
  readonly end?: string | undefined;
  readonly errorType?: string | undefined;
  /** Upstream calls, and how many of them were escalations. */
  readonly calls: number;
  readonly escalations: number;
  /** Why a held reply was discarded. */
  readonly verdict?: string | undefined;
  /** What holding cost in time to first byte. */
  readonly heldMs?: number | undefined;
  readonly callsWithoutUsage: number;
  /** The whole prompt: uncached, read from and written to the cache. */
  readonly promptTokens?: number | undefined;
  readonly cacheReadTokens?: number | undefined;
  readonly cacheWriteTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  /** Whole nano-dollars. The baseline is modelled: the reasoning tier alone, for the same tokens. */
  readonly costNanoUsd?: number | undefined;
  readonly baselineNanoUsd?: number | undefined;
  /** Baseline less cost; below zero where routing cost more. */
  readonly savedNanoUsd?: number | undefined;
  /** Tokens that could have been read from the cache and were not, by why; empty when none were missed. */
  readonly missed?: Misses | undefined;
  /** What each tier was expected to cost and take; absent where nothing was weighed. */
  readonly quotes?: readonly QuoteFields[] | undefined;
  /** Why the arithmetic kept a turn that the rule would have let go. */
  readonly staysBecause?: StayReason | undefined;
  readonly durationMs: number;
  readonly firstByteMs?: number | undefined;
  /** Our own time before the upstream call. */
  readonly addedMs: number;
  readonly policyVersion: string;
  readonly variant?: string | undefined;
}

/**
 * The fields of a turn. Holds neither the user nor anything a message said. Always the same members in the same order, those
 * not known `undefined`: so all have one shape, which is built and written fastest.
 */
export function turnFields(event: TurnEvent): TurnFields {
  const { decision, attempts, bill } = event;
  const last = attempts.at(-1);
  const tokens = sumTokens(attempts);
  const known = tokens.known > 0;
  return {
    time: new Date(event.startedAtMs + event.durationMs).toISOString(),
    turn: event.turnId,
    conversation: event.conversationId,
    group: event.groupId,
    place: event.place,
    mode: event.mode,
    client: event.client,
    requestedModel: event.requestedModel,
    tier: decision.tier,
    model: decision.model,
    reason: decision.reason,
    ruleReason: decision.ruleReason,
    wouldAllow: decision.wouldAllow,
    toolKeys: decision.signals.toolKeys.map((tool) => tool.key),
    servedTier: event.servedTier,
    servedModel: event.servedModel,
    status: event.status,
    end: last?.end,
    errorType: last?.errorType,
    calls: attempts.length,
    escalations: attempts.filter((attempt) => attempt.purpose === 'escalation').length,
    verdict: attempts.find((attempt) => attempt.verdict !== undefined)?.verdict?.reason,
    heldMs: event.heldMs,
    callsWithoutUsage: tokens.unknown,
    promptTokens: known ? tokens.promptTokens : undefined,
    cacheReadTokens: known ? tokens.cacheReadTokens : undefined,
    cacheWriteTokens: known ? tokens.cacheWriteTokens : undefined,
    outputTokens: known ? tokens.outputTokens : undefined,
    costNanoUsd: bill?.costNanoUsd,
    baselineNanoUsd: bill?.baselineNanoUsd,
    savedNanoUsd: bill?.savedNanoUsd,
    missed: bill?.missed,
    quotes: decision.quotes.length === 0 ? undefined : decision.quotes.map(quoteFields),
    staysBecause: stayOf(decision)?.staysBecause,
    durationMs: event.durationMs,
    firstByteMs: event.firstByteMs,
    addedMs: event.addedMs,
    policyVersion: decision.policyVersion,
    variant: decision.variant,
  };
}

/** What a tier was expected to cost and take. */
type QuoteFields = Pick<Quote, 'tier' | 'promptTokens' | 'cachedTokens' | 'latencyIsPrior'> & {
  readonly costNanoUsd: number | undefined;
  readonly latencyMs: number | undefined;
};

function quoteFields({ tier, promptTokens, cachedTokens, costNanoUsd, latencyMs, latencyIsPrior }: Quote): QuoteFields {
  return { tier, promptTokens, cachedTokens, costNanoUsd, latencyMs, latencyIsPrior };
}
