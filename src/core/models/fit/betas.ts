import type { Edit } from '../../edit.ts';
import type { SettledCase } from './fit-case.ts';

/** `thinking.block_binding` without this beta is a 400. [DOC] preserved thinking */
export const blockBindingBeta = 'thinking-binding-controls-2026-08-01';

const header = 'anthropic-beta';

/** The betas for the target, in the client's order: without those it refuses, with the one its thinking setting needs. */
export function betasFor({ settings, model, thinking }: SettledCase): readonly string[] {
  const kept = settings.betas.filter((beta) => !model.refusedBetas.includes(beta));
  const needsBinding = thinking?.blockBinding === true && !kept.includes(blockBindingBeta);
  return needsBinding ? [...kept, blockBindingBeta] : kept;
}

/** The edit that makes the header hold these betas. */
export function betaEdits(settled: SettledCase): readonly Edit[] {
  const { settings } = settled;
  const betas = betasFor(settled);
  if (betas.length === settings.betas.length && betas.every((beta, place) => beta === settings.betas[place])) return [];
  return [{ kind: 'header', name: header, value: betas.join(','), because: 'betas that the model takes' }];
}
