import type { FitMemory } from '../../fit-memory.ts';
import type { TierTarget } from '../../policy/tier.ts';
import type { RequestSettings, ThinkingSetting, Turn } from '../../turn.ts';
import type { ModelCapabilities, ThinkingType } from '../capabilities.ts';

/** One request to be fitted to one tier: what every rule of the fit looks at. */
export interface FitCase {
  readonly turn: Turn;
  readonly settings: RequestSettings;
  readonly target: TierTarget;
  readonly model: ModelCapabilities;
  /** The requested model's row; `undefined` where the table has none. */
  readonly requested: ModelCapabilities | undefined;
  /** The tier's model is not the requested one. */
  readonly switched: boolean;
}

/** A request with its thinking and effort chosen. */
export interface SettledCase extends FitCase {
  readonly choice: FitMemory;
  /** The `thinking` that the target gets. */
  readonly thinking: ThinkingSetting | undefined;
  readonly thinksNow: boolean;
  /** The target thinks although the request, as asked of its own model, would not, or nobody knows whether it would. */
  readonly turnedOn: boolean;
}

/** Why a tier cannot answer this request: a short code (`capability:<what>`) and words for a person. */
export interface Misfit {
  readonly what: string;
  readonly detail: string;
}

const levels: readonly string[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** The place of an effort level, least first; `undefined` for a string that is none. */
export function rankOf(level: string | undefined): number | undefined {
  const rank = level === undefined ? -1 : levels.indexOf(level);
  return rank === -1 ? undefined : rank;
}

/** Whether a model takes this `thinking.type`. */
export function accepts(model: ModelCapabilities | undefined, type: string): type is ThinkingType {
  return model?.thinking.accepts.some((accepted) => accepted === type) ?? false;
}

/** Whether a model thinks under this setting. A model without a row is taken not to, unless it is asked to. */
export function thinks(setting: ThinkingSetting | undefined, model: ModelCapabilities | undefined): boolean {
  if (setting !== undefined) return setting.type !== 'disabled';
  return model !== undefined && model.thinking.default !== 'off';
}
