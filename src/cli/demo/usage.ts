import type Anthropic from '@anthropic-ai/sdk';
import { given, type Usage } from '../../core/index.ts';

/** Usage as the SDK gives it, in core's words. The control run is read this way, past the gateway's own reader. */
export function usageOf(usage: Anthropic.Usage): Usage {
  return {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    cacheReadTokens: usage.cache_read_input_tokens ?? 0,
    cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
    ...given('cacheWrite5mTokens', usage.cache_creation?.ephemeral_5m_input_tokens),
    ...given('cacheWrite1hTokens', usage.cache_creation?.ephemeral_1h_input_tokens),
    ...given('serviceTier', usage.service_tier ?? undefined),
    ...given('inferenceGeo', usage.inference_geo ?? undefined),
    ...given('speed', usage.speed ?? undefined),
  };
}
