import {
  given,
  type Misses,
  type Mode,
  type Quote,
  type StayReason,
  type TurnEvent,
  type TurnPlace,
} from '../core/index.ts';
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
  readonly group?: string;
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
  readonly status?: number;
  /** How the last call ended, `complete` when all went well. */
  readonly end?: string;
  readonly errorType?: string;
  /** Upstream calls, and how many of them were escalations. */
  readonly calls: number;
  readonly escalations: number;
  /** Why a held reply was discarded. */
  readonly verdict?: string;
  /** What holding cost in time to first byte. */
  readonly heldMs?: number;
  readonly callsWithoutUsage: number;
  /** The whole prompt: uncached, read from and written to the cache. */
  readonly promptTokens?: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  readonly outputTokens?: number;
  /** Whole nano-dollars. The baseline is modelled: the reasoning tier alone, for the same tokens. */
  readonly costNanoUsd?: number;
  readonly baselineNanoUsd?: number;
  /** Baseline less cost; below zero where routing cost more. */
  readonly savedNanoUsd?: number;
  /** Tokens that could have been read from the cache and were not, by why; empty when none were missed. */
  readonly missed?: Misses;
  /** What each tier was expected to cost and take; absent where nothing was weighed. */
  readonly quotes?: readonly Pick<
    Quote,
    'tier' | 'promptTokens' | 'cachedTokens' | 'costNanoUsd' | 'latencyMs' | 'latencyIsPrior'
  >[];
  /** Why the arithmetic kept a turn that the rule would have let go. */
  readonly staysBecause?: StayReason;
  readonly durationMs: number;
  readonly firstByteMs?: number;
  /** Our own time before the upstream call. */
  readonly addedMs: number;
  readonly policyVersion: string;
  readonly variant?: string;
}

/** The fields of a turn. Holds neither the user nor anything a message said. */
export function turnFields(event: TurnEvent): TurnFields {
  const { decision, attempts } = event;
  const last = attempts.at(-1);
  return {
    time: new Date(event.startedAtMs + event.durationMs).toISOString(),
    turn: event.turnId,
    conversation: event.conversationId,
    ...(event.groupId === undefined ? {} : { group: event.groupId }),
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
    ...(event.status === undefined ? {} : { status: event.status }),
    ...(last === undefined ? {} : { end: last.end }),
    ...(last?.errorType === undefined ? {} : { errorType: last.errorType }),
    calls: attempts.length,
    escalations: attempts.filter((attempt) => attempt.purpose === 'escalation').length,
    ...given('verdict', attempts.find((attempt) => attempt.verdict !== undefined)?.verdict?.reason),
    ...given('heldMs', event.heldMs),
    ...tokenFields(event),
    ...moneyFields(event),
    durationMs: event.durationMs,
    ...(event.firstByteMs === undefined ? {} : { firstByteMs: event.firstByteMs }),
    addedMs: event.addedMs,
    policyVersion: decision.policyVersion,
    ...(decision.variant === undefined ? {} : { variant: decision.variant }),
  };
}

function moneyFields({ bill, decision }: TurnEvent) {
  const quotes = decision.quotes.map(
    ({ tier, promptTokens, cachedTokens, costNanoUsd, latencyMs, latencyIsPrior }) => ({
      tier,
      promptTokens,
      cachedTokens,
      ...given('costNanoUsd', costNanoUsd),
      ...given('latencyMs', latencyMs),
      latencyIsPrior,
    }),
  );
  return {
    ...given('costNanoUsd', bill?.costNanoUsd),
    ...given('baselineNanoUsd', bill?.baselineNanoUsd),
    ...given('savedNanoUsd', bill?.savedNanoUsd),
    ...given('missed', bill?.missed),
    ...(quotes.length === 0 ? {} : { quotes }),
    ...given('staysBecause', stayOf(decision)?.staysBecause),
  };
}

function tokenFields({ attempts }: TurnEvent) {
  const { known, unknown, promptTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = sumTokens(attempts);
  const sums = known === 0 ? {} : { promptTokens, cacheReadTokens, cacheWriteTokens, outputTokens };
  return { callsWithoutUsage: unknown, ...sums };
}
