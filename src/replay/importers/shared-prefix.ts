/** Seconds after which a five-minute cache entry that was not used again is gone. */
const ttlSeconds = { '5m': 300, '1h': 3_600 } as const;

/** A lifetime of cache entries. */
export type EntryLifetime = keyof typeof ttlSeconds;

/** What a source billed for a prompt. */
export interface BilledPrompt {
  readonly startedAtSeconds: number;
  readonly model: string;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** The lifetime asked for; default five minutes. */
  readonly ttl?: EntryLifetime;
}

/** The shared prefix of a prompt and the one before it, and whether it had to be estimated. */
export interface SharedPrefix {
  readonly sharedPrefixTokens: number;
  readonly isPrefixEstimated: boolean;
}

/** What a source knows besides the bill. */
export interface PrefixEvidence {
  /** The transcript went on from elsewhere. */
  readonly isCut?: boolean;
  /** The source's own, rough estimate of what was kept. */
  readonly keptTokens?: number;
}

/** How far an estimate may be below the whole prompt before and still mean it. */
const estimateTolerance = 0.05;

/**
 * How much of a prompt equals the one before. A warm cache of the same model shows it: what was read. A lapsed one, another
 * model's, or none at all shows nothing; a transcript that only grows then has the whole prompt before it in common, one
 * that was cut (compacted, rewound) what was read at least.
 */
export function sharedPrefix(
  turn: BilledPrompt,
  before: BilledPrompt | undefined,
  { isCut = false, keptTokens }: PrefixEvidence = {},
): SharedPrefix {
  const { cacheReadTokens } = turn;
  if (before === undefined || isCut) return { sharedPrefixTokens: cacheReadTokens, isPrefixEstimated: false };
  const isWarm =
    turn.model === before.model &&
    before.cacheReadTokens + before.cacheWriteTokens > 0 &&
    turn.startedAtSeconds - before.startedAtSeconds <= ttlSeconds[before.ttl ?? '5m'];
  if (isWarm) return { sharedPrefixTokens: cacheReadTokens, isPrefixEstimated: false };
  const whole = Math.min(before.inputTokens, turn.inputTokens);
  const kept = keptTokens !== undefined && keptTokens < (1 - estimateTolerance) * whole ? keptTokens : whole;
  return { sharedPrefixTokens: Math.max(cacheReadTokens, kept), isPrefixEstimated: true };
}
