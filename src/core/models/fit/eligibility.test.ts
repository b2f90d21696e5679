import { describe, expect, it } from 'vitest';
import type { OfferedTools, RequestSettings, TranscriptFacts } from '../../turn.ts';
import { freshFit, tierOn, turnOf } from './turn.fixture.ts';

interface Case {
  readonly settings?: Partial<RequestSettings>;
  readonly transcript?: Partial<TranscriptFacts>;
}

function whatStandsAgainst(from: string, to: string, request: Case): string | undefined {
  const result = freshFit(turnOf({ model: from, ...request }), tierOn(to));
  return result.fits ? undefined : result.what;
}

function offering(...serverTypes: readonly string[]): Case {
  const tools: OfferedTools = { count: serverTypes.length, names: [], serverTypes, readOnly: [] };
  return { transcript: { tools } };
}

const thinkingByBudget = { type: 'enabled', budgetTokens: 2_000, blockBinding: false };
const sonnet55 = 'claude-sonnet-5-5';
const haiku55 = 'claude-haiku-5-5';
const opus55 = 'claude-opus-5-5';
const sonnet46 = 'claude-sonnet-4-6';
const sonnet45 = 'claude-sonnet-4-5';
const haiku45 = 'claude-haiku-4-5';

describe('a request that cannot be translated makes the tier ineligible', () => {
  it.each<[string, string, string, Case, string | undefined]>([
    [
      'a forced tool on Sonnet 5.5 (facts 11.13)',
      haiku55,
      sonnet55,
      { settings: { toolChoice: { type: 'any' } } },
      'forced_tool_choice',
    ],
    [
      'a named tool on Opus 5.5',
      haiku55,
      opus55,
      { settings: { toolChoice: { type: 'tool', name: 'x' } } },
      'forced_tool_choice',
    ],
    ['but not on Haiku 5.5 (facts 4)', sonnet46, haiku55, { settings: { toolChoice: { type: 'any' } } }, undefined],
    ['nor a choice left to the model', haiku55, sonnet55, { settings: { toolChoice: { type: 'auto' } } }, undefined],
    [
      'a forced tool with manual thinking on a 4.5 model (facts 4)',
      sonnet45,
      haiku45,
      { settings: { toolChoice: { type: 'any' }, thinking: thinkingByBudget } },
      'forced_tool_choice',
    ],
    ['but not without', sonnet45, haiku45, { settings: { toolChoice: { type: 'any' } } }, undefined],
    ['prefill on a 5.5 model (facts 11.14)', sonnet45, haiku55, { transcript: { prefill: true } }, 'prefill'],
    [
      'but not on Haiku 4.5 with thinking off (facts 4)',
      sonnet45,
      haiku45,
      { transcript: { prefill: true } },
      undefined,
    ],
    [
      'prefill with manual thinking on Haiku 4.5',
      sonnet45,
      haiku45,
      { transcript: { prefill: true }, settings: { thinking: thinkingByBudget } },
      'prefill',
    ],
    [
      'system messages on Haiku 4.5 (facts 11.15)',
      sonnet55,
      haiku45,
      { transcript: { systemMessages: true } },
      'system_messages',
    ],
    ['and on Sonnet 4.6', sonnet55, sonnet46, { transcript: { systemMessages: true } }, 'system_messages'],
    ['but not on Haiku 5.5', sonnet55, haiku55, { transcript: { systemMessages: true } }, undefined],
    [
      'the computer tool of 4.5 on Haiku 5.5 (facts 4)',
      sonnet45,
      haiku55,
      offering('computer_20250124'),
      'tool_version',
    ],
    ['but not on Haiku 4.5', sonnet45, haiku45, offering('computer_20250124'), undefined],
    ['the computer toolset on Haiku 4.5', sonnet55, haiku45, offering('computer_toolset_20260801'), 'tool_version'],
    ['the browser toolset on Haiku 4.5', sonnet55, haiku45, offering('browser_toolset_20260801'), 'tool_version'],
    [
      'but neither on Haiku 5.5',
      sonnet55,
      haiku55,
      offering('computer_toolset_20260801', 'browser_toolset_20260801'),
      undefined,
    ],
    [
      'the advisor, whose pairs differ by model (facts 4)',
      sonnet55,
      haiku55,
      offering('advisor_20260301'),
      'tool_version',
    ],
    ['a tool of tomorrow', sonnet55, haiku55, offering('bash_20250124', 'teleport_20270101'), 'tool_version'],
    [
      'but not web search, code and memory',
      sonnet55,
      haiku55,
      offering('web_search_20260318', 'code_execution_20260521', 'memory_20250818'),
      undefined,
    ],
    [
      'compaction on a 4.5 model (facts 4)',
      sonnet46,
      haiku45,
      { settings: { contextEdits: ['compact_20260112'] } },
      'compaction',
    ],
    ['but not on Haiku 5.5', sonnet55, haiku55, { settings: { contextEdits: ['compact_20260112'] } }, undefined],
    [
      'a context edit of tomorrow',
      sonnet55,
      haiku55,
      { settings: { contextEdits: ['clear_all_20270101'] } },
      'context_edits',
    ],
    [
      'clearing of thinking where the model does not think',
      sonnet46,
      haiku45,
      { settings: { contextEdits: ['clear_thinking_20251015'], thinking: { type: 'adaptive', blockBinding: false } } },
      'context_edits',
    ],
    [
      'but not where it does',
      sonnet45,
      haiku45,
      { settings: { contextEdits: ['clear_thinking_20251015'], thinking: thinkingByBudget } },
      undefined,
    ],
    ['fast mode on Haiku (facts 11.16)', opus55, haiku55, { settings: { speed: 'fast' } }, 'fast_mode'],
    ['but not on Opus 5.5', haiku55, opus55, { settings: { speed: 'fast' } }, undefined],
    [
      'a list of fallbacks on Haiku 5.5 (facts 4)',
      sonnet55,
      haiku55,
      { settings: { fallbackList: true } },
      'fallbacks',
    ],
    ['but not on Opus 5.5', sonnet55, opus55, { settings: { fallbackList: true } }, undefined],
    ['a container on any other model (facts 11.26)', sonnet55, haiku55, { settings: { container: true } }, 'container'],
    ['a region on a 4.5 model (facts 1)', sonnet46, haiku45, { settings: { inferenceGeo: 'us' } }, 'inference_geo'],
    ['but not on Haiku 5.5', sonnet46, haiku55, { settings: { inferenceGeo: 'us' } }, undefined],
    [
      'block_binding where nothing is bound',
      sonnet55,
      sonnet46,
      { settings: { thinking: { type: 'adaptive', blockBinding: true } } },
      'block_binding',
    ],
    [
      'but not where thinking is left out with it',
      sonnet55,
      haiku45,
      { settings: { thinking: { type: 'adaptive', blockBinding: true } } },
      undefined,
    ],
    [
      'thinking of tomorrow',
      sonnet55,
      haiku55,
      { settings: { thinking: { type: 'dreaming', blockBinding: false } } },
      'thinking_type',
    ],
    ['a pre-warm of the requested model', sonnet55, haiku55, { settings: { maxTokens: 0 } }, 'prewarm'],
    ['but not structured output (facts 4)', sonnet45, haiku45, { settings: { outputFormat: true } }, undefined],
    ['a model without a row', sonnet55, 'claude-haiku-6', {}, 'unknown_model'],
    ['nor one whose id only begins like a known one', sonnet55, 'claude-haiku-5-5-20261007', {}, 'unknown_model'],
  ])('%s', (_, from, to, request, what) => {
    expect(whatStandsAgainst(from, to, request)).toBe(what);
  });

  it('says why in words', () => {
    expect(freshFit(turnOf(offering('advisor_20260301')), tierOn(haiku55))).toEqual({
      fits: false,
      what: 'tool_version',
      detail: 'the model takes no tool of type advisor_20260301',
    });
  });
});
