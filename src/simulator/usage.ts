import type { CacheUse } from './prompt/prompt-cache.ts';
import type { RequestSettings } from './prompt/request.ts';

/** The `usage` of an answer, field by field as the API sends it. Total input is the sum of the three input counts. */
export interface Usage {
  /** Only the tail that was neither read from the cache nor written to it. */
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation: {
    readonly ephemeral_5m_input_tokens: number;
    readonly ephemeral_1h_input_tokens: number;
  };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly thinking_tokens: number };
  readonly server_tool_use: null;
  readonly service_tier: 'standard' | 'batch';
  readonly inference_geo: string;
  readonly speed: 'standard' | 'fast';
}

/** Output as counted: `thinkingTokens` is part of `totalTokens`. */
export interface OutputCount {
  readonly totalTokens: number;
  readonly thinkingTokens: number;
}

/** Puts what the cache did and what the model wrote into the API's usage. */
export function usageOf(cache: CacheUse, output: OutputCount, settings: RequestSettings): Usage {
  return {
    input_tokens: cache.uncachedTokens,
    cache_creation_input_tokens: cache.write5mTokens + cache.write1hTokens,
    cache_read_input_tokens: cache.readTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: cache.write5mTokens,
      ephemeral_1h_input_tokens: cache.write1hTokens,
    },
    output_tokens: output.totalTokens,
    output_tokens_details: { thinking_tokens: output.thinkingTokens },
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: settings.inferenceGeo ?? 'global',
    speed: settings.fast ? 'fast' : 'standard',
  };
}
