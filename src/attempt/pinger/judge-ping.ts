import type { Attempt } from '../../core/index.ts';
import { hasKept, type Trial } from './model-trials.ts';

/**
 * What a ping's outcome means:
 *
 * - `kept`: the cache lives on
 * - `given_up`: a turn came, which sees to the cache itself
 * - `model_off`: the first ping of its model was refused or did not read the cache: pinging does not work there
 * - `credential_off`: the credential is not (any more) allowed
 * - `stopped`: anything else; this conversation is not pinged again
 */
export type PingVerdict = 'kept' | 'given_up' | 'model_off' | 'credential_off' | 'stopped';

/** Judges a ping of a cache of so many tokens. `trial`: how its model stood when it was sent. */
export function judgePing(
  { end, status, usage }: Attempt,
  { cachedTokens, trial }: { readonly cachedTokens: number; readonly trial: Trial },
): PingVerdict {
  if (end === 'given_up') return 'given_up';
  if (status === 401 || status === 403) return 'credential_off';
  const isRefused = status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
  const isAnswered = end === 'complete';
  if (isAnswered && hasKept(usage, cachedTokens)) return 'kept';
  return trial !== 'works' && (isRefused || isAnswered) ? 'model_off' : 'stopped';
}
