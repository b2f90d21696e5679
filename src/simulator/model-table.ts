/**
 * Every model the simulator knows: limits, prices, caching and thinking. Typed in from the provider's published pages
 * (state of November 2026) independently of the router's own tables, so that a mistake in those shows as a difference.
 */

/** Pico-dollars (1e-12 USD) per token: whole numbers. $1 per million tokens is 1,000,000 of them. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  readonly write5m: number;
  readonly write1h: number;
  readonly read: number;
}

/** Prices that hold from a moment on; above `longPromptTokens` the whole request costs the long prices. */
export interface PricePeriod {
  readonly fromMs: number;
  readonly prices: TokenPrices;
  readonly longPrompt?: { readonly aboveTokens: number; readonly prices: TokenPrices };
}

/** One model: what it costs, holds and does by default. */
export interface Model {
  /** The id that answers carry. */
  readonly id: string;
  /** The dateless name of a dated id. */
  readonly alias?: string;
  readonly displayName: string;
  readonly line: 'fable' | 'opus' | 'sonnet' | 'haiku';
  /** Release day, `YYYY-MM-DD`; undefined where it is not published. */
  readonly released?: string;
  /** Announced last day, `YYYY-MM-DD`; a model that has one is deprecated. */
  readonly retires?: string;
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  readonly cacheMinimumTokens: number;
  /** `newer` counts about 30 % more tokens than `older` for the same text. */
  readonly tokenizer: 'older' | 'newer';
  readonly thinking: 'off' | 'on' | 'always';
  readonly thinkingDisplay: 'summarized' | 'omitted';
  /** The effort a request without one gets; undefined where effort is unsupported. */
  readonly effort?: 'medium' | 'high';
  /** False where a user's message strips the thinking of earlier loops from the prompt. */
  readonly keepsOldThinking: boolean;
  /**
   * What a change of effort or thinking settings invalidates. Published: messages always, tools and system "depending
   * on the model". Assumed here: messages up to 4.6, everything since.
   */
  readonly settingsInvalidate: 'messages' | 'everything';
  /** Fast mode (twice the price) is offered. */
  readonly fastMode: boolean;
  /** Later periods last. */
  readonly prices: readonly [PricePeriod, ...PricePeriod[]];
}

/** US dollars per million tokens, in the order of the published tables: input, output, 5m write, 1h write, read. */
type UsdPerMillion = readonly [input: number, output: number, write5m: number, write1h: number, read: number];

function picoPerToken([input, output, write5m, write1h, read]: UsdPerMillion): TokenPrices {
  const pico = (usd: number) => Math.round(usd * 1_000_000);
  return {
    input: pico(input),
    output: pico(output),
    write5m: pico(write5m),
    write1h: pico(write1h),
    read: pico(read),
  };
}

function always(usd: UsdPerMillion): readonly [PricePeriod] {
  return [{ fromMs: Number.NEGATIVE_INFINITY, prices: picoPerToken(usd) }];
}

const thousand = 1_000;
const million = 1_000_000;

/** The generation of 4.7 and later: one tokenizer, a window of a million tokens, thinking shown on request only. */
const recent = {
  contextTokens: million,
  maxOutputTokens: 128 * thousand,
  tokenizer: 'newer',
  thinkingDisplay: 'omitted',
  effort: 'high',
  keepsOldThinking: true,
  settingsInvalidate: 'everything',
  fastMode: false,
} as const;

/** The 4.6 generation: a large window with the older tokenizer. */
const four6 = {
  ...recent,
  tokenizer: 'older',
  thinking: 'off',
  thinkingDisplay: 'summarized',
  settingsInvalidate: 'messages',
} as const;

/** The 4.5 generation: 200,000 tokens, no adaptive thinking. */
const four5 = {
  contextTokens: 200 * thousand,
  maxOutputTokens: 64 * thousand,
  tokenizer: 'older',
  thinking: 'off',
  thinkingDisplay: 'summarized',
  keepsOldThinking: false,
  settingsInvalidate: 'messages',
  fastMode: false,
} as const;

const fable = { ...recent, line: 'fable', thinking: 'always', cacheMinimumTokens: 512 } as const;

/** From this day on a Sonnet 5.5 cache read costs half of what it did. */
const sonnet55ReadCutMs = Date.UTC(2026, 9, 7);

/** The models, newest first (the order in which the API lists them). */
export const models: readonly Model[] = [
  {
    ...fable,
    id: 'claude-fable-5-2',
    displayName: 'Claude Fable 5.2',
    released: '2026-11-09',
    fastMode: true,
    prices: always([8, 40, 10, 16, 0.2]),
  },
  {
    ...recent,
    id: 'claude-haiku-5-5',
    displayName: 'Claude Haiku 5.5',
    line: 'haiku',
    released: '2026-10-07',
    thinking: 'on',
    effort: 'medium',
    cacheMinimumTokens: 512,
    prices: [
      {
        fromMs: Number.NEGATIVE_INFINITY,
        prices: picoPerToken([0.1, 0.5, 0.125, 0.2, 0.01]),
        longPrompt: { aboveTokens: 100 * thousand, prices: picoPerToken([0.5, 2.5, 0.625, 1, 0.05]) },
      },
    ],
  },
  {
    ...recent,
    id: 'claude-sonnet-5-5',
    displayName: 'Claude Sonnet 5.5',
    line: 'sonnet',
    released: '2026-09-28',
    thinking: 'on',
    cacheMinimumTokens: 512,
    prices: [
      { fromMs: Number.NEGATIVE_INFINITY, prices: picoPerToken([2, 10, 2.5, 4, 0.2]) },
      { fromMs: sonnet55ReadCutMs, prices: picoPerToken([2, 10, 2.5, 4, 0.1]) },
    ],
  },
  {
    ...recent,
    id: 'claude-opus-5-5',
    displayName: 'Claude Opus 5.5',
    line: 'opus',
    released: '2026-09-22',
    thinking: 'always',
    effort: 'medium',
    cacheMinimumTokens: 512,
    fastMode: true,
    prices: always([4, 20, 5, 8, 0.2]),
  },
  {
    ...fable,
    id: 'claude-fable-5-1',
    displayName: 'Claude Fable 5.1',
    released: '2026-09-01',
    prices: always([10, 50, 12.5, 20, 0.25]),
  },
  {
    ...recent,
    id: 'claude-opus-5',
    displayName: 'Claude Opus 5',
    line: 'opus',
    released: '2026-07-24',
    thinking: 'on',
    cacheMinimumTokens: 512,
    fastMode: true,
    prices: always([5, 25, 6.25, 10, 0.5]),
  },
  {
    ...recent,
    id: 'claude-sonnet-5',
    displayName: 'Claude Sonnet 5',
    line: 'sonnet',
    released: '2026-06-30',
    thinking: 'on',
    cacheMinimumTokens: 1024,
    prices: always([2, 10, 2.5, 4, 0.2]),
  },
  { ...fable, id: 'claude-fable-5', displayName: 'Claude Fable 5', prices: always([10, 50, 12.5, 20, 1]) },
  {
    ...recent,
    id: 'claude-opus-4-8',
    displayName: 'Claude Opus 4.8',
    line: 'opus',
    thinking: 'off',
    cacheMinimumTokens: 1024,
    fastMode: true,
    prices: always([5, 25, 6.25, 10, 0.5]),
  },
  {
    ...recent,
    id: 'claude-opus-4-7',
    displayName: 'Claude Opus 4.7',
    line: 'opus',
    thinking: 'off',
    cacheMinimumTokens: 2048,
    prices: always([5, 25, 6.25, 10, 0.5]),
  },
  {
    ...four6,
    id: 'claude-sonnet-4-6',
    displayName: 'Claude Sonnet 4.6',
    line: 'sonnet',
    released: '2026-02-17',
    cacheMinimumTokens: 1024,
    prices: always([3, 15, 3.75, 6, 0.3]),
  },
  {
    ...four6,
    id: 'claude-opus-4-6',
    displayName: 'Claude Opus 4.6',
    line: 'opus',
    cacheMinimumTokens: 4096,
    prices: always([5, 25, 6.25, 10, 0.5]),
  },
  {
    ...four5,
    id: 'claude-opus-4-5-20251101',
    alias: 'claude-opus-4-5',
    displayName: 'Claude Opus 4.5',
    line: 'opus',
    released: '2025-11-01',
    effort: 'high',
    keepsOldThinking: true,
    cacheMinimumTokens: 4096,
    prices: always([5, 25, 6.25, 10, 0.5]),
  },
  {
    ...four5,
    id: 'claude-haiku-4-5-20251001',
    alias: 'claude-haiku-4-5',
    displayName: 'Claude Haiku 4.5',
    line: 'haiku',
    released: '2025-10-01',
    cacheMinimumTokens: 4096,
    prices: always([1, 5, 1.25, 2, 0.1]),
  },
  {
    ...four5,
    id: 'claude-sonnet-4-5-20250929',
    alias: 'claude-sonnet-4-5',
    displayName: 'Claude Sonnet 4.5',
    line: 'sonnet',
    released: '2025-09-29',
    retires: '2026-11-30',
    cacheMinimumTokens: 1024,
    prices: always([3, 15, 3.75, 6, 0.3]),
  },
];

const byName = new Map(models.flatMap((model) => [model.id, model.alias ?? model.id].map((name) => [name, model])));

/** The model of exactly this id or alias; there is no matching by prefix. */
export function findModel(name: string): Model | undefined {
  return byName.get(name);
}
