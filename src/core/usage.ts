/** Tokens as billed by one upstream call. Total input is the sum of the three input fields. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** The split of `cacheWriteTokens` where the API gave it. */
  readonly cacheWrite5mTokens?: number;
  readonly cacheWrite1hTokens?: number;
  readonly thinkingTokens?: number;
  readonly serviceTier?: string;
  readonly inferenceGeo?: string;
  readonly speed?: string;
  readonly webSearchRequests?: number;
  readonly webFetchRequests?: number;
  /** One entry a model call inside the turn (`usage.iterations`), which may name other models. */
  readonly iterations?: readonly UsageIteration[];
}

/** One entry of `usage.iterations`. */
export interface UsageIteration {
  readonly type: string;
  readonly model?: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}
