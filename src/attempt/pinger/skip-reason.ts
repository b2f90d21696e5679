import type { KeepBound, PingRefusal } from '../../core/index.ts';

/**
 * Why a cache is not kept:
 *
 * - as `PingRefusal`: the API would refuse the ping
 * - `nothing_cached`, `one_hour`: there is nothing to keep, or it lives an hour anyway
 * - `subscription`: an OAuth credential without `oauth: true`
 * - `unpriced`: no table says what a ping costs
 * - `does_not_pay` and as `KeepBound`: the arithmetic, or a limit of `keepWarm`
 * - `rate_limited`: the credential is near a limit on this model
 * - `lapsed`: the time was up before the ping could be sent
 * - `model_off`: the first ping of this model did not read the cache
 * - `stopped`: a ping of this conversation, or with this credential, went wrong before
 * - `leased`: another gateway on the same store keeps it, or it could not be asked
 * - `no_memory`: others are worth more
 */
export type SkipReason =
  | PingRefusal
  | KeepBound
  | 'nothing_cached'
  | 'one_hour'
  | 'subscription'
  | 'unpriced'
  | 'does_not_pay'
  | 'rate_limited'
  | 'lapsed'
  | 'model_off'
  | 'stopped'
  | 'leased'
  | 'no_memory';
