/** What a keeper may know when a ping of the reasoning tier's cache is due: nobody has come back yet. */
export interface IdleView {
  /** The turn after which nobody came back yet. */
  readonly index: number;
  /** Seconds since that turn began. */
  readonly idleSeconds: number;
  /** Pings sent since that turn. */
  readonly pings: number;
  /** Tokens a ping reads: the prompt that the cache holds. */
  readonly cachedTokens: number;
  readonly stopReason?: string;
}

/** Decides at every due time whether the reasoning tier's cache is worth one more ping. */
export type Keeper = (idle: IdleView) => boolean;
