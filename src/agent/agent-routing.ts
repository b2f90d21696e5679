import {
  asAsked,
  defaultSimpleTools,
  isShellTool,
  reasoningTier,
  type SettingsProblem,
  type TierInput,
} from '../core/index.ts';
import { type RouterOptions, SettingsError } from '../routing/index.ts';
import type { Tool } from './tool.ts';

/** How an agent's turns are routed: the routing core's settings (`docs/settings.md`), less those that an agent answers itself. */
export interface AgentRouting
  extends Omit<RouterOptions, 'tiers' | 'manage' | 'autoCache' | 'threads' | 'onProblem' | 'simpleTools'> {
  /** Ways to answer, by name. `reasoning` must name a model; `execution` is Haiku where it is left out. */
  readonly tiers: Readonly<Record<string, TierOption>> & { readonly reasoning: TierOption };
  /** Tool patterns whose calls the execution tier may digest. Default: the seven of the source. */
  readonly simpleTools?: readonly string[];
  /** Tools that say of themselves that they only read (`readOnly`, MCP's `readOnlyHint`) are simple too. Default false. */
  readonly readOnlyIsSimple?: boolean;
}

/** A tier of an agent: the exact id of its model, or a model with its settings. */
export type TierOption = string | Exclude<TierInput, string>;

/** The routing core's options for an agent, and the model of its reasoning tier. Throws a `SettingsError` where there is none. */
export function routerOptionsOf(
  { tiers, simpleTools, readOnlyIsSimple = false, ...rest }: AgentRouting,
  tools: readonly Tool[],
): { readonly model: string; readonly options: Omit<RouterOptions, 'onProblem'> } {
  const specs = Object.fromEntries(Object.entries(tiers).map(([tier, option]) => [tier, specOf(option)]));
  const model = specs[reasoningTier]?.model;
  const problems = Object.entries(specs).flatMap(([tier, spec]) => problemsOf(tier, spec.model));
  if (model === undefined) problems.push({ path: 'tiers.reasoning', message: 'must name a model' });
  if (model === undefined || problems.length > 0) throw new SettingsError(problems);
  const hinted = readOnlyIsSimple ? tools.filter(({ name, readOnly }) => readOnly && !isShellTool(name)) : [];
  const patterns = simpleToolsOf(simpleTools, hinted, rest.presets ?? []);
  return {
    model,
    options: { ...rest, tiers: specs, manage: [model], ...(patterns && { simpleTools: [...patterns] }) },
  };
}

function specOf(option: TierOption): Exclude<TierInput, string> {
  return typeof option === 'string' ? { model: option } : option;
}

/** There is nobody else here who could ask for a model. */
function problemsOf(tier: string, model: string): SettingsProblem[] {
  if (model !== asAsked) return [];
  return [{ path: `tiers.${tier}.model`, message: 'must be the id of a model: an agent is asked for none' }];
}

/** A shell tool's calls are judged by their command line, whatever it says of itself. */
function simpleToolsOf(
  own: readonly string[] | undefined,
  hinted: readonly Tool[],
  presets: readonly string[],
): readonly string[] | undefined {
  if (hinted.length === 0) return own;
  return [...(own ?? (presets.length === 0 ? defaultSimpleTools : [])), ...hinted.map(({ name }) => name)];
}
