export type { PingRequest } from './held-requests.ts';
export type { KeepWarmSettings } from './keep-warm-settings.ts';
export { createManualClock, type ManualClock } from './manual-clock.ts';
export { createPingClock, type PingClock } from './ping-clock.ts';
export { Pinger } from './pinger.ts';
export type { PingerOptions, PingerState, PingerTurn } from './pinger-options.ts';
export type { DecidePing } from './plan-ping.ts';
export type { SkipReason } from './skip-reason.ts';
export type { PingableTurn } from './wait.ts';
