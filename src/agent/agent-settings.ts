import type { z } from 'zod';
import {
  asAsked,
  compilePolicy,
  defaultSimpleTools,
  initialMode,
  isShellTool,
  type OwnVerdict,
  parseSettings,
  type Rule,
  reasoningTier,
  type SettingsProblem,
  type settingsSchema,
  type TierSpec,
} from '../core/index.ts';
import type { LiveState } from '../routing/index.ts';
import type { Tool } from './tool.ts';

/** Settings of the routing core that an agent takes as they are; `docs/settings.md` says what they mean and their defaults. */
export type RoutingSettings = Pick<
  z.input<typeof settingsSchema>,
  | 'mode'
  | 'prices'
  | 'models'
  | 'presets'
  | 'pollingTools'
  | 'errorPatterns'
  | 'rules'
  | 'finalResponse'
  | 'objective'
  | 'secondWorthUsd'
  | 'maxExtraCostPercent'
  | 'margin'
  | 'escalation'
  | 'hedge'
  | 'control'
>;

/** How turns are routed. */
export interface AgentRouting extends RoutingSettings {
  /** Ways to answer, by name. A string is the model's exact id. `reasoning` must name a model; `execution` defaults to Haiku. */
  readonly tiers: {
    readonly reasoning: TierOption;
    readonly execution?: TierOption;
    readonly [tier: string]: TierOption | undefined;
  };
  /** Tool patterns whose calls the execution tier may digest. Default: the seven of the source. */
  readonly simpleTools?: readonly string[];
  /** Tools that say of themselves that they only read (`readOnly`, MCP's `readOnlyHint`) are simple too. Default false. */
  readonly readOnlyIsSimple?: boolean;
  /** Rules that are functions, before the others. */
  readonly rulesFirst?: readonly Rule[];
  /** Verdicts of your own on held replies, after the built-in ones. */
  readonly verdicts?: readonly OwnVerdict[];
}

/** A tier of an agent. It is asked through the agent's client: one with an `upstream` of its own belongs into a gateway. */
export type TierOption = string | Omit<TierSpec, 'upstream' | 'modelByGeneration'>;

/** The settings of an agent are wrong: every problem at once, each with its path. */
export class AgentSettingsError extends Error {
  override readonly name = 'AgentSettingsError';
  readonly code = 'invalid_settings';
  readonly problems: readonly SettingsProblem[];

  constructor(problems: readonly SettingsProblem[]) {
    super(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
    this.problems = problems;
  }
}

/** The compiled settings. Throws an `AgentSettingsError`. */
export function liveStateOf(routing: AgentRouting, tools: readonly Tool[]): LiveState & { readonly model: string } {
  const { tiers, simpleTools, readOnlyIsSimple = false, rulesFirst = [], verdicts = [], ...settings } = routing;
  const specs = Object.fromEntries(
    Object.entries(tiers).flatMap(([tier, option]) => (option === undefined ? [] : [[tier, specOf(option)]])),
  );
  const model = specs[reasoningTier]?.model ?? '';
  const parsed = parseSettings({
    ...settings,
    tiers: specs,
    manage: [model],
    ...simpleToolsOf({ simpleTools, presets: settings.presets, hinted: readOnlyIsSimple ? tools : [] }),
  });
  if (!parsed.ok) throw new AgentSettingsError(parsed.problems);
  const compiled = compilePolicy(parsed.settings, { rulesFirst, verdicts });
  const problems = [...(compiled.ok ? [] : compiled.problems), ...tierProblems(specs)];
  if (!compiled.ok || problems.length > 0) throw new AgentSettingsError(problems);
  return { settings: parsed.settings, policy: compiled.policy, mode: initialMode(parsed.settings), model };
}

function specOf(option: TierOption): Omit<TierSpec, 'upstream' | 'modelByGeneration'> {
  return typeof option === 'string' ? { model: option } : option;
}

/** There is nobody else here who could ask for a model. */
function tierProblems(specs: Readonly<Record<string, Omit<TierSpec, 'upstream'>>>): readonly SettingsProblem[] {
  return Object.entries(specs).flatMap(([tier, spec]) => [
    ...(spec.model === asAsked
      ? [{ path: `tiers.${tier}.model`, message: 'must be a model’s id: an agent is asked for none' }]
      : []),
    ...('upstream' in spec
      ? [{ path: `tiers.${tier}.upstream`, message: 'is a gateway’s: an agent asks through its client' }]
      : []),
  ]);
}

interface SimpleToolParts {
  readonly simpleTools: readonly string[] | undefined;
  readonly presets: readonly string[] | undefined;
  readonly hinted: readonly Tool[];
}

/** A shell tool's calls are judged by their command line, whatever it says of itself. */
function simpleToolsOf({ simpleTools, presets = [], hinted }: SimpleToolParts): {
  readonly simpleTools?: readonly string[];
} {
  const names = hinted.filter(({ name, readOnly }) => readOnly && !isShellTool(name)).map(({ name }) => name);
  if (simpleTools === undefined && names.length === 0) return {};
  return { simpleTools: [...(simpleTools ?? (presets.length === 0 ? defaultSimpleTools : [])), ...names] };
}
