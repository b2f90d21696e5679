import type { MissReason } from './miss-reason.ts';

/** What the API itself says of a miss (`diagnostics.cache_miss_reason`), where a client asked for it. [SDK] CacheMissReason */
export interface MissDiagnosis {
  readonly type: string;
  /** The API's own estimate. */
  readonly missedTokens?: number;
}

/** `previous_message_not_found` and `unavailable` say nothing of why, so they are not among them. */
const reasons: ReadonlyMap<string, MissReason> = new Map([
  ['model_changed', 'model_switched'],
  ['tools_changed', 'prefix_changed_tools'],
  ['system_changed', 'prefix_changed_system'],
  ['messages_changed', 'prefix_changed_messages'],
]);

/** The reason that a diagnosis gives; `undefined` where it gives none. */
export function diagnosedReason(diagnosis: MissDiagnosis | undefined): MissReason | undefined {
  return diagnosis === undefined ? undefined : reasons.get(diagnosis.type);
}
