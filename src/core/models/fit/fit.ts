import type { Edit } from '../../edit.ts';
import type { FitMemory } from '../../fit-memory.ts';
import type { TierTarget } from '../../policy/tier.ts';
import type { Turn } from '../../turn.ts';
import { capabilitiesOf } from '../model-table.ts';
import { betaEdits } from './betas.ts';
import { effectiveEffort, effortEdits, settleEffort } from './effort.ts';
import { misfitOf } from './eligibility.ts';
import { type FitCase, type Misfit, type SettledCase, thinks } from './fit-case.ts';
import { maxTokensEdits, windowMisfit } from './limits.ts';
import { regionEdits } from './region.ts';
import { samplingEdits } from './sampling.ts';
import { settingUnder, settleThinking, thinkingEdits } from './thinking.ts';

/**
 * Fits a request to a tier: the edits that turn the client's request into one that the tier's model accepts, or why
 * there are none. Only `model` and settings are edited, never tools, system or messages.
 *
 * Thinking and effort key the cache, so they are chosen at a tier's first use in a conversation and handed back as
 * `memory`; given a memory they are repeated, whatever the turn asks now and whatever the tier's configuration says now.
 * Two things break a memory: a setting that the model would refuse (the client changed what was passed on as `asked`, or
 * began to clear thinking, or the tier got another model) is chosen anew; and what was passed on as `asked` is the
 * client's to change. Sampling, max_tokens and betas key no cache and follow every request.
 *
 * A tier on the requested model gets thinking, effort and region edits only (and loses sampling parameters if it turns thinking
 * on, which the API would refuse); one that asks for nothing gets none at all.
 */
export type Fit =
  | { readonly fits: true; readonly edits: readonly Edit[]; readonly memory: FitMemory }
  | { readonly fits: false; readonly what: string; readonly detail: string };

/** What the fit knows beside the request. `contextTokens` is the whole prompt as the requested model counts it. */
export interface FitContext {
  readonly memory: FitMemory | undefined;
  readonly contextTokens: number | undefined;
}

/** Total and deterministic. `what` of a misfit is a short snake_case code, shown as `capability:<what>`. */
export function fit(turn: Turn, target: TierTarget, context: FitContext): Fit {
  const { settings, requestedModel } = turn;
  const switched = target.model !== requestedModel;
  if (!switched && asksNothingElse(turn, target)) return asIs;
  const model = capabilitiesOf(target.model) ?? capabilitiesOf(target.like ?? '');
  if (model === undefined) {
    if (target.packaged === true) return { ...asIs, edits: [modelEdit(target)] };
    return misfit({ what: 'unknown_model', detail: `no row for ${target.model}` });
  }
  const fitCase: FitCase = { turn, settings, target, model, requested: capabilitiesOf(requestedModel), switched };
  const settled = settle(fitCase, context.memory);
  const against = misfitOf(settled) ?? (switched ? windowMisfit(fitCase, context.contextTokens) : undefined);
  return against === undefined ? { fits: true, edits: editsFor(settled), memory: settled.choice } : misfit(against);
}

const asIs: Extract<Fit, { readonly fits: true }> = {
  fits: true,
  edits: [],
  memory: { thinking: 'asked', effort: 'asked' },
};

function modelEdit({ model, tier }: TierTarget): Edit {
  return { kind: 'set', path: ['model'], value: model, because: `tier ${tier}` };
}

function misfit({ what, detail }: Misfit): Fit {
  return { fits: false, what, detail };
}

/** The tier names no setting; or, on a model nobody knows, only what the client asked anyway. */
function asksNothingElse({ settings }: Turn, { model, thinking, effort, ...place }: TierTarget): boolean {
  if (place.upstream !== undefined || place.inferenceGeo !== undefined) return false;
  if (thinking === undefined && effort === undefined) return true;
  if (capabilitiesOf(model) !== undefined) return false;
  return (
    (thinking ?? settings.thinking?.type) === settings.thinking?.type && (effort ?? settings.effort) === settings.effort
  );
}

function settle(fitCase: FitCase, memory: FitMemory | undefined): SettledCase {
  const { settings, model, requested } = fitCase;
  const choice = choose(fitCase, memory);
  const thinking = settingUnder(choice.thinking, settings.thinking);
  const thinksNow = thinks(thinking, model);
  return { ...fitCase, choice, thinking, thinksNow, turnedOn: thinksNow && !thinks(settings.thinking, requested) };
}

function choose(fitCase: FitCase, memory: FitMemory | undefined): FitMemory {
  const effort = settleEffort(fitCase, memory);
  const thinking = settleThinking(fitCase, effort, memory);
  // [DOC] With between_tools effort cannot change within a conversation: the client's next change must not reach it.
  const level = thinking === 'between_tools' && effort === 'asked' ? effectiveEffort(fitCase, effort) : undefined;
  return { thinking, effort: level === undefined ? effort : { level } };
}

function editsFor(settled: SettledCase): readonly Edit[] {
  const { target, choice, switched } = settled;
  const sameModel = [
    ...thinkingEdits(settled, choice.thinking),
    ...effortEdits(settled, choice.effort),
    ...samplingEdits(settled),
    ...regionEdits(settled),
  ];
  return switched ? [modelEdit(target), ...sameModel, ...maxTokensEdits(settled), ...betaEdits(settled)] : sameModel;
}
