import { given, type MissDiagnosis } from '../core/index.ts';
import { type JsonObject, numberOf, objectOf, stringOf } from './json-values.ts';

/** `diagnostics` of a reply; `undefined` where it names no reason: not asked for, nothing missed, or not yet known. */
export function readMissDiagnosis(diagnostics: JsonObject | undefined): MissDiagnosis | undefined {
  const reason = objectOf(diagnostics?.cache_miss_reason);
  const type = stringOf(reason?.type);
  if (type === undefined) return undefined;
  return { type, ...given('missedTokens', numberOf(reason?.cache_missed_input_tokens)) };
}
