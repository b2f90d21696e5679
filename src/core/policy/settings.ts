import { z } from 'zod';
import { modelsSchema } from './model-settings.ts';
import { pricesSchema } from './price-settings.ts';

/**
 * Every setting, its default and its meaning, in one schema (DESIGN section 11). The reference in `docs/settings.md` is
 * generated from it. Unknown keys are mistakes, told with a suggestion; see `settings-problems.ts`.
 * What a setting switches on that this version does not do yet is refused as a mistake rather than ignored.
 */
const effortLevel = z.enum(['low', 'medium', 'high', 'xhigh', 'max']);
const modelId = z.string().min(1);
const share = z.number().min(0).max(1);

const tierSchema = z.strictObject({
  model: modelId.describe('Exact model id, or `requested`: the model the client asked for.'),
  modelByGeneration: z
    .record(z.string(), modelId)
    .optional()
    .describe('Another model for requests of an older generation, such as `"4.5": claude-haiku-4-5`.'),
  effort: effortLevel.optional().describe('`output_config.effort`; dropped where the model has none.'),
  thinking: z.enum(['adaptive', 'disabled']).optional().describe('Left as the client asked when absent.'),
  like: modelId
    .optional()
    .describe('For a model that no table knows: the id of a known one that takes the same settings.'),
  inferenceGeo: z.enum(['us', 'global']).optional().describe('`inference_geo`, where the model offers it.'),
  upstream: z
    .strictObject({
      baseUrl: z.url({ protocol: /^https?$/ }),
      keyEnv: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable, not a key')
        .describe('Environment variable with the API key.'),
    })
    .optional()
    .describe('Another endpoint of the Messages API with a key of its own; allowed at user turns only.'),
});

const tierOrRequested = z.preprocess((value) => (value === 'requested' ? { model: 'requested' } : value), tierSchema);

const rangeSchema = z
  .strictObject({ atLeast: z.number().optional(), below: z.number().optional() })
  .describe('`atLeast` is inclusive, `below` is not. An unknown figure is in no range.');

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)]);

export const conditionSchema = z.strictObject({
  managed: z.boolean().optional(),
  sideCall: z.boolean().optional(),
  toolResults: z.boolean().optional().describe('Whether the tail holds any tool result.'),
  tools: z.enum(['none', 'all_simple', 'some_simple', 'none_simple']).optional(),
  toolError: z.boolean().optional(),
  userSpeaks: z.boolean().optional(),
  stalled: z.boolean().optional(),
  subagent: z.boolean().optional(),
  forcedToolChoice: z.boolean().optional(),
  contextTokens: rangeSchema.optional(),
  expectedOutputTokens: rangeSchema.optional(),
  turnsSoFar: rangeSchema.optional(),
  hour: rangeSchema.optional().describe('Local hour of day, 0 to 23.'),
  requestedModel: oneOrMore.optional().describe('Globs (`claude-opus-*`).'),
  agentType: oneOrMore.optional().describe('Globs.'),
  user: oneOrMore.optional().describe('Salted hashes as shown in the record.'),
  cohort: oneOrMore.optional().describe('Globs.'),
  toolKey: oneOrMore.optional().describe('Globs; holds when any tool key of the last turn matches.'),
});

const ruleSchema = z.strictObject({
  reason: z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be snake_case'),
  when: conditionSchema,
  allow: z
    .union([z.literal('as_asked'), z.array(z.string()).min(1)])
    .describe('Tier names, the preferred one first, or `as_asked`.'),
});

/** A rule in the list: written out, or the reason of a default rule, which stands for it. */
const ruleOrReason = z.union([z.string(), ruleSchema]);

/** Every setting with its default, as a zod schema. */
export const settingsSchema = z.strictObject({
  mode: z
    .enum(['route', 'observe', 'off'])
    .optional()
    .describe(
      '`route`, `observe` (decides and records, always serves the requested model) or `off`. Default `route`, `observe` with a preset.',
    ),
  listen: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Anything but loopback needs gateway tokens.'),
      port: z.int().min(0).max(65535).default(8484).describe('0: any free port.'),
    })
    .prefault({}),
  upstream: z
    .strictObject({
      baseUrl: z
        .url({ protocol: /^https?$/ })
        .default('https://api.anthropic.com')
        .describe('`TURNWISE_UPSTREAM` goes before it.'),
    })
    .prefault({}),
  gatewayKey: z
    .boolean()
    .default(false)
    .describe('The gateway holds the API key (`TURNWISE_UPSTREAM_KEY`); clients present a gateway token instead.'),
  gatewayTokensEnv: z
    .string()
    .default('TURNWISE_TOKENS')
    .describe(
      'Environment variable with the gateway tokens, separated by commas. Tokens are never written in this file.',
    ),
  tiers: z
    .object({
      reasoning: tierOrRequested.prefault({ model: 'requested' }),
      execution: tierOrRequested.prefault({
        model: 'claude-haiku-5-5',
        modelByGeneration: { '4.5': 'claude-haiku-4-5' },
        effort: 'low',
      }),
    })
    .catchall(tierOrRequested)
    .prefault({})
    .describe(
      'Ways to answer, by name: `model`, `modelByGeneration`, `effort`, `thinking`, `inferenceGeo`, `upstream` (`baseUrl`, `keyEnv`: another endpoint with its own key, allowed at user turns only), `like` (for a model that no table knows: a known one that takes the same settings). `reasoning` and `execution` exist always.',
    ),
  prices: pricesSchema,
  models: modelsSchema,
  manage: z
    .array(z.string())
    .default(['claude-opus-*', 'claude-sonnet-*', 'claude-fable-*'])
    .describe('Globs of requested models that are routed; every other model passes through untouched.'),
  simpleTools: z
    .array(z.string())
    .optional()
    .describe(
      'Tool patterns (`Read`, `mcp__github__get_*`, `Bash(git status:*)`, `!Bash(git push:*)`). Default: the seven tools of the source.',
    ),
  presets: z
    .array(z.enum(['coding']))
    .default([])
    .describe('Lists of simple tools by name, added to `simpleTools`; they start in `observe`.'),
  pollingTools: z.array(z.string()).default([]).describe('Tool patterns whose repetition is not a stall.'),
  harnessTags: z
    .array(z.string().regex(/^[A-Za-z][\w-]*$/))
    .default([
      'system-reminder',
      'local-command-stdout',
      'local-command-stderr',
      'command-name',
      'command-message',
      'command-args',
    ])
    .describe("User text lying wholly inside these tags is the client's, not a person's."),
  mainRequestClasses: z
    .array(z.string())
    .default(['main', 'subagent'])
    .describe("Values of the client's request-class header that are turns of a loop; any other is a side call."),
  errorPatterns: z
    .array(z.string())
    .default([])
    .describe('Regular expressions; a tool result that matches one counts as an error, like `is_error`.'),
  rules: z
    .array(ruleOrReason)
    .min(1)
    .optional()
    .describe(
      'The rules in order; the first match wins. A default rule is named by its reason. Default: the rules of `docs/rules.md`.',
    ),
  finalResponse: z
    .union([z.enum(['accept', 'reasoning']), z.strictObject({ acceptUpToTokens: z.int().positive() })])
    .default('accept')
    .describe(
      'Whether the execution tier may write the closing text: always, never, or up to so many tokens (`{ acceptUpToTokens: N }`).',
    ),
  objective: z
    .enum(['cost', 'balanced', 'latency'])
    .default('cost')
    .describe('What the choice among allowed tiers weighs.'),
  secondWorthUsd: z.number().min(0).optional().describe('Default by objective: cost 0, balanced 0.002, latency 0.01.'),
  maxExtraCostPercent: z
    .number()
    .min(0)
    .optional()
    .describe(
      'Bound of what routing may cost a conversation above its baseline. Default 2; 10 where a second is worth something.',
    ),
  margin: z
    .number()
    .optional()
    .describe(
      "Share of the stay's cost that going must save; below 0: what it may cost more, for speed. Default 0.05; -1.25 where a second is worth something.",
    ),
  threads: z.enum(['refuse', 'pass']).default('refuse').describe('Message threads of managed models (beta).'),
  escalation: z
    .strictObject({
      cooldownTurns: z.int().min(0).default(3).describe('Turns on the reasoning tier after an escalation.'),
      holdTextTokens: z.int().min(0).default(48).describe('Text held back before an execution reply commits.'),
      holdMs: z.int().positive().default(20_000).describe('Longest silence of a held reply.'),
      holdBytes: z
        .int()
        .positive()
        .default(1024 * 1024)
        .describe('A held reply of this size goes out as it is.'),
    })
    .prefault({}),
  hedge: z
    .union([z.literal(false), z.strictObject({ quantile: share.default(0.95), minMs: z.int().min(0).default(500) })])
    .default(false)
    .describe(
      'The reasoning tier is asked beside an execution attempt that has brought nothing after `quantile` of its usual time, at least `minMs` (0.95, 500).',
    ),
  keepWarm: z
    .union([
      z.literal(false),
      z.strictObject({
        maxExtraPercent: z
          .number()
          .min(0)
          .default(10)
          .describe('What pings may cost a conversation, in percent of its own bill.'),
        maxPings: z.int().min(0).default(12).describe('While nobody comes back.'),
        usdPerDay: z.number().min(0).default(5).describe('Of all pings together; days are UTC.'),
        maxIdleMinutes: z.number().min(0).default(70).describe('Then the request and its credential are dropped.'),
        memoryMiB: z.int().positive().default(256).describe('Of all kept requests; the least worth go first.'),
        oauth: z.boolean().default(false).describe('Whether credentials of a subscription may be used.'),
      }),
    ])
    .default(false)
    .describe(
      'Sends a conversation’s last request again as a ping (`max_tokens: 0`) before its cache lapses, where that is expected to pay. Off until you turn it on (`keepWarm: {}`): requests and credentials then stay in memory for up to `maxIdleMinutes`.',
    ),
  cacheTtl: z
    .enum(['asked', 'auto'])
    .default('asked')
    .describe(
      'Lifetime of the cache breakpoints of managed requests, in `route`: as the client asks, or (`auto`) an hour instead of five minutes for a conversation whose cache has lapsed and where that is expected to pay. Beside `keepWarm`: as the client asks.',
    ),
  autoCache: z
    .boolean()
    .default(false)
    .describe(
      'Adds the automatic cache breakpoint (top-level `cache_control`) to managed requests that set none, in `route`.',
    ),
  control: z
    .strictObject({
      share: share
        .default(0.05)
        .describe('Share of conversations that are really answered by the reasoning tier only, for comparison.'),
    })
    .prefault({}),
  spotCheck: z
    .union([
      z.literal(false),
      z.strictObject({
        share: share.default(0.02),
        usdPerDay: z.number().min(0).default(1),
        selfShare: share.default(0.2),
      }),
    ])
    .default(false),
  guard: z.strictObject({ errorPoints: z.number().min(0).default(2.5) }).prefault({}),
  record: z
    .strictObject({
      path: z.string().default('turnwise.sqlite').describe('SQLite file, or `off`.'),
      keepDays: z.int().positive().default(90).describe('Older turns are deleted.'),
      content: z.enum(['none', 'full']).default('none').describe('Message content in the record.'),
    })
    .prefault({}),
  log: z
    .strictObject({ format: z.enum(['text', 'json']).default('text').describe('Of the one line a turn.') })
    .prefault({}),
  limits: z
    .strictObject({
      bodyMiB: z.number().positive().default(64).describe('Largest request; beyond it 413.'),
      upstreamConcurrency: z.int().positive().default(256).describe('Calls to upstream at once.'),
      queue: z.int().min(0).default(512).describe('Calls that may wait for one of those; beyond it 529.'),
      timeoutMs: z.int().positive().default(900_000).describe('When the client states none (`x-stainless-timeout`).'),
    })
    .prefault({}),
});

/** A tier as it is written: a table, or the model the client asked for. */
export type TierInput = 'requested' | z.input<typeof tierSchema>;

/** The settings as they are written: everything may be left out. */
export type SettingsInput = Omit<z.input<typeof settingsSchema>, 'tiers'> & {
  readonly tiers?: Readonly<Record<string, TierInput>>;
};

/** The settings after defaults, as validated. */
export type Settings = z.infer<typeof settingsSchema>;

/** A rule's condition: all given members must hold. */
export type Condition = z.infer<typeof conditionSchema>;
