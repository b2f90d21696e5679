import type { Edit } from '../edit.ts';
import type { CacheTtl } from '../keeping/choose-ttl.ts';
import type { LatencyModels } from '../models/index.ts';
import type { ToolKeySignal } from '../signals.ts';
import type { Account } from './account.ts';
import type { LoopStatistics } from './statistics.ts';

/** What a model has cached of this request's prompt, in its own tokens. */
export interface CacheState {
  readonly cachedTokens: number;
  /** Since the start of the request that last wrote or read it; absent: nothing is cached. */
  readonly ageSeconds?: number;
}

/** A request as a tier would get it: what keys its cache beside the messages. */
export interface FittedTarget {
  readonly tier: string;
  readonly model: string;
  readonly edits: readonly Edit[];
}

/** How a conversation stands whose breakpoints' lifetime is chosen (`cacheTtl: auto`). */
export interface LifetimeState {
  /** What its last turn asked for. */
  readonly ttl: CacheTtl;
  /** Since the last turn began; absent on the first. */
  readonly gapSeconds?: number;
  /** A gap so far, that one included, was one that five minutes lapse in and an hour does not. */
  readonly hasLapsed: boolean;
  /** What asking for an hour has cost so far beyond five minutes, in nano-dollars; below zero once it has paid. */
  readonly extraNanoUsd: number;
}

/** What the arithmetic knows of a turn beside the request. */
export interface Economy {
  /** Prices are those of this time. */
  readonly atMs: number;
  /** The whole prompt, as the requested model's tokenizer counts it. */
  readonly promptTokens: number;
  /** The request sets cache breakpoints, and for how long. */
  readonly caching: boolean;
  readonly ttl: '5m' | '1h';
  readonly conversation: LoopStatistics;
  /** Broader statistics for a turn with these tool keys, the broadest first. */
  readonly pooled: (toolKeys: readonly ToolKeySignal[]) => readonly LoopStatistics[];
  /** Names the state of the learnt statistics. */
  readonly statisticsVersion: string;
  readonly account: Account;
  /** Absent: breakpoints stay as the client set them. */
  readonly lifetime?: LifetimeState;
  /** The home model's cache had it answered every turn. */
  readonly baselineOf: (home: FittedTarget) => CacheState;
  /** What a tier's model really has cached of this prompt. */
  readonly cacheOf: (target: FittedTarget) => CacheState;
  /** Learnt from own records; absent or `undefined`: the dated prior. A band of which too little was seen is the prior's own. */
  readonly latencyOf?: (model: string) => LatencyModels | undefined;
}
