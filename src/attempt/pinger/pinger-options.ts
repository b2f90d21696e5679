import type { PingEvent, PingRefusal, PriceBook, ReturnModel } from '../../core/index.ts';
import type { PingRequest } from './held-requests.ts';
import type { KeepWarmSettings } from './keep-warm-settings.ts';
import type { PingClock } from './ping-clock.ts';
import type { PingLease } from './ping-lease.ts';
import type { DecidePing } from './plan-ping.ts';
import type { SkipReason } from './skip-reason.ts';
import type { PingableTurn } from './wait.ts';

/** What a pinger is made of. */
export interface PingerOptions {
  /** `undefined`: nothing is kept until `configure` says otherwise. */
  readonly settings: KeepWarmSettings | undefined;
  readonly clock: PingClock;
  /** The prices in force; asked for anew each time. */
  readonly prices: () => PriceBook;
  readonly createId: () => string;
  readonly onPing: (event: PingEvent) => void;
  /** Pinging was turned off for a model, or a credential was refused: somebody should know. */
  readonly onProblem: (problem: { readonly code: 'keep_warm_off'; readonly message: string }) => void;
  /** Asked right before each ping. Default: nobody else is there who could send it. */
  readonly lease?: PingLease;
  /** Default: the stopping rule of core. */
  readonly decide?: DecidePing;
  /** When people come back; learnt on from here. Default: the prior. */
  readonly returns?: ReturnModel;
}

/** A turn that has begun; to be ended exactly once, with what came of it, or with nothing where that is unknown. */
export interface PingerTurn {
  end(turn?: PingableTurn, request?: MakeRequest | PingRefusal): void;
}

/** Makes the ping of a turn; called at once, or not at all where nothing is to be kept. */
export type MakeRequest = () => PingRequest;

/** Counts only: nothing of what is kept. */
export interface PingerState {
  readonly held: number;
  readonly heldBytes: number;
  readonly waits: number;
  /** Pings that are out. */
  readonly underWay: number;
  readonly modelsOff: readonly string[];
  /** Caches that were let go, by why, since the start. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
}
