import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type { Usage } from '../../core/index.ts';
import { readUsage } from '../../wire/index.ts';

/** What a reply used: in the API's own words where the package hands them on (`raw`), else as the AI SDK counts. */
export function usageOf({ inputTokens, outputTokens, raw }: LanguageModelV4Usage): Usage | undefined {
  const own = raw === undefined ? undefined : readUsage(JSON.parse(JSON.stringify(raw)));
  if (own !== undefined) return own;
  const cacheReadTokens = inputTokens.cacheRead ?? 0;
  const cacheWriteTokens = inputTokens.cacheWrite ?? 0;
  const plain =
    inputTokens.noCache ??
    (inputTokens.total === undefined ? undefined : inputTokens.total - cacheReadTokens - cacheWriteTokens);
  if (plain === undefined || outputTokens.total === undefined) return undefined;
  return {
    inputTokens: plain,
    outputTokens: outputTokens.total,
    cacheReadTokens,
    cacheWriteTokens,
    ...(outputTokens.reasoning === undefined ? {} : { thinkingTokens: outputTokens.reasoning }),
  };
}
