import { createPingClock, type PingClock, Pinger } from '../attempt/index.ts';
import type { GatewayContext, LiveState } from '../gateway/index.ts';
import { tellPing } from '../routing/index.ts';

/** What a pinger goes by, and whom it tells. */
export interface PingerParts
  extends Pick<GatewayContext, 'knowledge' | 'sinks' | 'onProblem' | 'live' | 'now' | 'createId'> {
  readonly pingClock: PingClock | undefined;
}

/** Makes the pinger of a gateway: idle unless `keepWarm` is set. */
export function createPinger(parts: PingerParts): Pinger {
  const { live, now, createId, onProblem, pingClock } = parts;
  return new Pinger({
    settings: keepWarmOf(live()),
    clock: pingClock ?? createPingClock(now),
    prices: () => live().policy.prices,
    createId,
    onPing: (event) => tellPing(event, parts),
    onProblem,
  });
}

/** The setting where it is in force: with routing off nothing of ours goes upstream. */
export function keepWarmOf({ settings, mode }: LiveState) {
  return settings.keepWarm === false || mode === 'off' ? undefined : settings.keepWarm;
}
