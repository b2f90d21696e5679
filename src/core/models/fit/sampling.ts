import type { Edit } from '../../edit.ts';
import type { SettledCase } from './fit-case.ts';

/** From this anthropic-version on every model refuses the sampling parameters. [SDK] CHANGELOG 1.0.0, 2026-10-21 */
const withoutSampling = '2026-10-21';

/**
 * Drops the sampling parameters that the target refuses: by API version, by model, and on models that take them by
 * themselves only the default while thinking ("`temperature` may only be set to 1 when thinking is enabled or in
 * adaptive mode", [3P] mnfst/modelparams.dev issue 214). Temperature 1 is the default and may stay. No parameter keys a cache.
 */
export function samplingEdits({ settings, model, switched, turnedOn }: SettledCase): readonly Edit[] {
  if (!switched && !turnedOn) return [];
  const { temperature, topP, topK, apiVersion } = settings;
  if (apiVersion !== undefined && apiVersion >= withoutSampling) {
    return dropped(
      { temperature, top_p: topP, top_k: topK },
      `anthropic-version ${apiVersion} takes no sampling parameters`,
    );
  }
  if (turnedOn || model.sampling === 'default_only') {
    const other = temperature === 1 ? undefined : temperature;
    const because = turnedOn ? 'thinking takes only default sampling' : 'the model takes only default sampling';
    return dropped({ temperature: other, top_p: topP, top_k: topK }, because);
  }
  return temperature === undefined ? [] : dropped({ top_p: topP }, 'the model takes temperature or top_p, not both');
}

function dropped(parameters: Readonly<Record<string, number | undefined>>, because: string): readonly Edit[] {
  return Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => ({ kind: 'remove', path: [name], because }));
}
