import type { Edit } from '../../edit.ts';
import type { SettledCase } from './fit-case.ts';

/** Where the inference runs, if the tier names a region. A model that does not offer the choice makes the tier ineligible. */
export function regionEdits({ settings, target }: SettledCase): readonly Edit[] {
  const { inferenceGeo } = target;
  if (inferenceGeo === undefined || settings.inferenceGeo === inferenceGeo) return [];
  return [{ kind: 'set', path: ['inference_geo'], value: inferenceGeo, because: "the tier's region" }];
}
