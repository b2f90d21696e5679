import { ttlSecondsOf } from '../../core/index.ts';

/** A cache that is kept lives this long from the start of the request that touched it last. */
export const lifetimeMs = ttlSecondsOf['5m'] * 1_000;

/** A request that stays longer than this is compressed; most are replaced by the next turn's before. */
export const compressAfterMs = 15_000;

/** While the first ping of a model is out, the others of that model ask again after this. */
export const trialPauseMs = 1_000;

/** So late by the calendar the machine has slept, and the cache has lapsed meanwhile. */
export const sleepMs = 10_000;
