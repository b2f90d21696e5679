import type { PingEvent, TurnEvent } from './event.ts';

/** Told of every turn. Must not throw and must not wait: a slow or broken sink never touches a turn. */
export interface Sink {
  readonly name: string;
  /** A turn has ended. */
  tell(event: TurnEvent): void;
  /** Told of every ping, under the same terms. */
  tellPing?(event: PingEvent): void;
  /** Finish what is pending; resolves when done or given up. */
  close?(): Promise<void>;
}
