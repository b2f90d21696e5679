import { createPingClock, Pinger } from '../attempt/index.ts';
import type { LiveState, RoutingContextOptions } from './context.ts';
import { tellPing } from './tell-sinks.ts';

/** The pinger of a context: idle unless `keepWarm` is set. */
export function createPinger(options: RoutingContextOptions): Pinger {
  const { live, now, createId, onProblem, pingClock } = options;
  return new Pinger({
    settings: keepWarmOf(live()),
    clock: pingClock ?? createPingClock(now),
    prices: () => live().policy.prices,
    createId,
    onPing: (event) => tellPing(event, options),
    onProblem,
  });
}

/** The setting where it is in force: with routing off nothing of ours goes upstream. */
export function keepWarmOf({ settings, mode }: LiveState) {
  return settings.keepWarm === false || mode === 'off' ? undefined : settings.keepWarm;
}
