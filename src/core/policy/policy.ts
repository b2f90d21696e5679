import { type ChoiceSettings, choiceSettingsOf } from '../choice/settings.ts';
import { stableHash } from '../hash.ts';
import type { ModelCapabilities } from '../models/capabilities.ts';
import { capabilitiesOf } from '../models/model-table.ts';
import { createPriceBook, type PriceBook } from '../models/price-book.ts';
import { defaultRules, type Rule } from '../rules/index.ts';
import {
  compileGlob,
  createSimpleToolTest,
  defaultSimpleTools,
  matchesGlob,
  parseToolPattern,
  type ToolPattern,
  toolPresets,
} from '../tools/index.ts';
import type { OwnVerdict } from '../verdict/context.ts';
import { createModelLookup, modelProblems } from './model-settings.ts';
import { toPriceRow } from './price-settings.ts';
import type { SettingsProblem } from './problem.ts';
import type { Settings } from './settings.ts';
import { asAsked, reasoningTier, type TierSpec } from './tier.ts';

/** Whether a call matches a list of tool patterns. */
export type ToolTest = ReturnType<typeof createSimpleToolTest>;

/** Settings compiled for deciding: patterns parsed, rules resolved. Frozen; a reload makes a new one. */
export interface Policy {
  /** Hash of the settings that bear on decisions: equal settings have equal versions. */
  readonly version: string;
  readonly tiers: Readonly<Record<string, TierSpec>>;
  readonly rules: readonly Rule[];
  readonly harnessTags: readonly string[];
  readonly mainRequestClasses: readonly string[];
  readonly errorPatterns: readonly RegExp[];
  /** Whether turns that ask for this model are routed. */
  manages(requestedModel: string): boolean;
  /** Whether a call is one whose result any model can digest. */
  readonly isSimple: ToolTest;
  /** Whether repeating a call is no stall. */
  readonly isPolling: ToolTest;
  /** The user's own verdicts on held replies. */
  readonly verdicts: readonly OwnVerdict[];
  /** What the choice among allowed tiers goes by. */
  readonly choice: PolicyChoice;
  /** The list prices, the user's own before them. */
  readonly prices: PriceBook;
  /**
   * The row of an exact model id or alias, with the user's overrides; of a tier's own model the row of the one it is
   * `like`. `undefined` for any other string.
   */
  capabilitiesOf(modelId: string): ModelCapabilities | undefined;
}

/** What the policy says of the choice among allowed tiers. */
export interface PolicyChoice extends ChoiceSettings {
  /** What a second is worth, in nano-dollars. */
  readonly secondNanoUsd: number;
}

/** What the library may add to settings from a file: rules with a function for a condition. */
export interface PolicyExtensions {
  /** Put before the settings' rules. */
  readonly rulesFirst?: readonly Rule[];
  /** Passed on held replies after the built-in verdicts. */
  readonly verdicts?: readonly OwnVerdict[];
  /**
   * Tiers whose model is called through a package of its own (an AI SDK provider, a LangChain model). Such a model need not be
   * in the table: rules, prices of `prices` and nothing else then decide, and the package fits the request to it.
   */
  readonly packagedTiers?: readonly string[];
}

/** A policy, or everything that is wrong with the settings, at once. */
export type PolicyResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[] };

/** Compiles validated settings. Problems are those a schema cannot see: tool patterns, regular expressions, tiers and rules that name nothing. */
export function compilePolicy(settings: Settings, extensions: PolicyExtensions = {}): PolicyResult {
  const problems: SettingsProblem[] = [];
  const simple = parsePatterns(simpleToolTexts(settings), { path: 'simpleTools', problems });
  const polling = parsePatterns(settings.pollingTools, { path: 'pollingTools', problems });
  const errorPatterns = parseExpressions(settings.errorPatterns, problems);
  const rules = [...(extensions.rulesFirst ?? []), ...resolveRules(settings, problems)];
  const managed = settings.manage.map(compileGlob);
  problems.push(...tierProblems(settings, rules), ...modelProblems(settings.models));
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    policy: Object.freeze({
      version: versionOf(settings),
      tiers: tiersOf(settings, extensions.packagedTiers ?? []),
      rules,
      harnessTags: settings.harnessTags,
      mainRequestClasses: settings.mainRequestClasses,
      errorPatterns,
      manages: (model: string) => managed.some((glob) => matchesGlob(glob, model)),
      isSimple: createSimpleToolTest(simple),
      isPolling: createSimpleToolTest(polling),
      verdicts: extensions.verdicts ?? [],
      choice: choiceOf(settings),
      prices: createPriceBook(settings.prices.map(toPriceRow)),
      capabilitiesOf: createModelLookup(settings.models, settings.tiers),
    }),
  };
}

function tiersOf({ tiers }: Settings, packaged: readonly string[]): Readonly<Record<string, TierSpec>> {
  if (packaged.length === 0) return tiers;
  return Object.fromEntries(
    Object.entries(tiers).map(([name, spec]) => [name, packaged.includes(name) ? { ...spec, packaged: true } : spec]),
  );
}

/** What a second is worth by objective, in dollars, where `secondWorthUsd` does not say. */
const worthByObjective = { cost: 0, balanced: 0.002, latency: 0.01 } as const;

function choiceOf({ objective, margin, maxExtraCostPercent, finalResponse, ...settings }: Settings): PolicyChoice {
  const secondWorthUsd = settings.secondWorthUsd ?? worthByObjective[objective];
  return {
    ...choiceSettingsOf({ secondWorthUsd, margin, maxExtraCostPercent, finalResponse }),
    secondNanoUsd: secondWorthUsd * 1e9,
  };
}

function simpleToolTexts(settings: Settings): readonly string[] {
  const own = settings.simpleTools ?? (settings.presets.length === 0 ? defaultSimpleTools : []);
  return [...own, ...settings.presets.flatMap((name) => toolPresets.get(name)?.patterns ?? [])];
}

function parsePatterns(
  texts: readonly string[],
  into: { path: string; problems: SettingsProblem[] },
): readonly ToolPattern[] {
  return texts.flatMap((text, index) => {
    const parsed = parseToolPattern(text);
    if (parsed.ok) return [parsed.pattern];
    into.problems.push({
      path: `${into.path}[${index}]`,
      message: `${JSON.stringify(text)}: ${parsed.problem}`,
      ...(parsed.suggestion === undefined ? {} : { suggestion: parsed.suggestion }),
    });
    return [];
  });
}

function parseExpressions(texts: readonly string[], problems: SettingsProblem[]): readonly RegExp[] {
  return texts.flatMap((text, index) => {
    try {
      return [new RegExp(text, 'u')];
    } catch (error) {
      problems.push({
        path: `errorPatterns[${index}]`,
        message: error instanceof Error ? error.message : String(error),
      });
      return [];
    }
  });
}

function resolveRules(settings: Settings, problems: SettingsProblem[]): readonly Rule[] {
  if (settings.rules === undefined) return defaultRules;
  return settings.rules.flatMap((entry, index): readonly Rule[] => {
    if (typeof entry !== 'string') return [entry];
    const rule = defaultRules.find((candidate) => candidate.reason === entry);
    if (rule !== undefined) return [rule];
    const known = defaultRules.map((candidate) => candidate.reason).join(', ');
    problems.push({
      path: `rules[${index}]`,
      message: `no default rule is called ${JSON.stringify(entry)}; they are ${known}`,
    });
    return [];
  });
}

function tierProblems(settings: Settings, rules: readonly Rule[]): readonly SettingsProblem[] {
  const names = Object.keys(settings.tiers);
  const reserved = names.includes(asAsked)
    ? [
        {
          path: `tiers.${asAsked}`,
          message: `\`${asAsked}\` is what a turn answered as asked is called; choose another name`,
        },
      ]
    : [];
  const away =
    settings.tiers.reasoning.upstream === undefined
      ? []
      : [
          {
            path: `tiers.${reasoningTier}.upstream`,
            message: 'the reasoning tier holds every turn that no other may answer, so it is at home',
            suggestion: 'set `upstream.baseUrl` instead',
          },
        ];
  const unknown = rules.flatMap((rule) =>
    rule.allow === 'as_asked'
      ? []
      : rule.allow
          .filter((tier) => !names.includes(tier))
          .map((tier) => ({
            path: 'rules',
            message: `rule \`${rule.reason}\` allows tier \`${tier}\`, which is not configured; tiers are ${names.join(', ')}`,
          })),
  );
  return [...reserved, ...away, ...unlike(settings), ...unknown];
}

function unlike({ tiers }: Settings): readonly SettingsProblem[] {
  return Object.entries(tiers).flatMap(([name, { like }]) =>
    like === undefined || capabilitiesOf(like) !== undefined
      ? []
      : [{ path: `tiers.${name}.like`, message: `no such model: ${JSON.stringify(like)}` }],
  );
}

/** The settings that bear on decisions: equal ones make equal versions. */
const deciding = [
  'tiers',
  'prices',
  'models',
  'manage',
  'simpleTools',
  'presets',
  'pollingTools',
  'harnessTags',
  'mainRequestClasses',
  'errorPatterns',
  'rules',
  'objective',
  'secondWorthUsd',
  'margin',
  'maxExtraCostPercent',
  'finalResponse',
] as const satisfies readonly (keyof Settings)[];

function versionOf(settings: Settings): string {
  return stableHash(JSON.stringify(deciding.map((name) => [name, settings[name]]))).toString(36);
}
