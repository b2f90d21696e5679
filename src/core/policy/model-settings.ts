import { z } from 'zod';
import type { ModelCapabilities } from '../models/capabilities.ts';
import { capabilitiesOf, modelTable } from '../models/model-table.ts';
import type { SettingsProblem } from './problem.ts';
import type { TierSpec } from './tier.ts';

const overrideSchema = z.strictObject({
  prewarm: z
    .strictObject({ adaptive: z.boolean() })
    .optional()
    .describe('Whether `max_tokens: 0` fills the cache with adaptive thinking.'),
  keepsOldThinking: z.boolean().optional().describe('Whether thinking of earlier loops stays in the prompt.'),
});

/** What is reported of models but not verified, for a user who has tried it to overrule, by model id. */
export const modelsSchema = z
  .record(z.string().min(1), overrideSchema)
  .default({})
  .describe(
    'Overrules what is reported of a model but not verified, by exact model id: `prewarm.adaptive` (whether `max_tokens: 0` fills the cache with adaptive thinking), `keepsOldThinking` (whether thinking of earlier loops stays in the prompt after a user’s message).',
  );

type ModelOverrides = z.infer<typeof modelsSchema>;

/**
 * Looks models up in the table with the overrides applied. Ids and aliases name the same model; a tier's model that the
 * table does not know is found as the one it is said to be `like`.
 */
export function createModelLookup(
  overrides: ModelOverrides,
  tiers: Readonly<Record<string, TierSpec>>,
): (modelId: string) => ModelCapabilities | undefined {
  const likes = new Map(Object.values(tiers).map(({ model, like }) => [model, like]));
  const changed = new Map<string, ModelCapabilities>();
  for (const [modelId, override] of Object.entries(overrides)) {
    const row = capabilitiesOf(modelId);
    if (row !== undefined) changed.set(row.id, overridden(changed.get(row.id) ?? row, override));
  }
  return (modelId) => {
    const row = capabilitiesOf(modelId) ?? capabilitiesOf(likes.get(modelId) ?? '');
    return row && (changed.get(row.id) ?? row);
  };
}

/** Overrides of models that no row is known for: there is nothing to override. */
export function modelProblems(overrides: ModelOverrides): readonly SettingsProblem[] {
  return Object.keys(overrides)
    .filter((modelId) => capabilitiesOf(modelId) === undefined)
    .map((modelId) => ({
      path: `models.${modelId}`,
      message: `no such model; known are ${modelTable.map((row) => row.id).join(', ')}`,
    }));
}

function overridden(row: ModelCapabilities, override: ModelOverrides[string]): ModelCapabilities {
  return {
    ...row,
    prewarmAdaptive: override.prewarm?.adaptive ?? row.prewarmAdaptive,
    keepsOldThinking: override.keepsOldThinking ?? row.keepsOldThinking,
  };
}
