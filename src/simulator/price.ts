import type { Model, TokenPrices } from './model-table.ts';
import type { Usage } from './usage.ts';

function pricesFor(model: Model, promptTokens: number, atMs: number): TokenPrices {
  let period = model.prices[0];
  for (const later of model.prices) if (later.fromMs <= atMs) period = later;
  const { longPrompt } = period;
  return longPrompt !== undefined && promptTokens > longPrompt.aboveTokens ? longPrompt.prices : period.prices;
}

/**
 * What a request costs at a moment by the simulator's own table, in pico-dollars: exact, since every price is a whole number of them. Fast mode
 * doubles the price, a batch halves it; inference kept in the US costs a tenth more (4.6 and later; the 4.5 models do not offer it).
 */
export function costOf(model: Model, usage: Usage, atMs: number): number {
  const promptTokens = usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens;
  const prices = pricesFor(model, promptTokens, atMs);
  const standard =
    usage.input_tokens * prices.input +
    usage.cache_creation.ephemeral_5m_input_tokens * prices.write5m +
    usage.cache_creation.ephemeral_1h_input_tokens * prices.write1h +
    usage.cache_read_input_tokens * prices.read +
    usage.output_tokens * prices.output;
  const speed = usage.speed === 'fast' ? 2 : 1;
  const usOnly = usage.inference_geo === 'us' && model.contextTokens > 200_000;
  const batched = usage.service_tier === 'batch' ? (standard * speed) / 2 : standard * speed;
  return usOnly ? (batched * 11) / 10 : batched;
}
