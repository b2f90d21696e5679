import type { FinalResponse } from '../../core/index.ts';

/** The flags of `turnwise replay`, checked one by one. */
export interface ReplayFlags {
  readonly config?: string;
  readonly pair?: readonly string[];
  readonly caching: 'on' | 'off';
  readonly policy?: readonly string[];
  readonly only?: string;
  readonly secondWorth: number;
  readonly cacheModel: 'simple' | 'breakpoints';
  readonly finalResponse?: FinalResponse;
  readonly keepWarm?: number;
  readonly pricedAt?: number;
  readonly json?: boolean;
}
