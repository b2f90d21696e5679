import type { TurnEvent } from '../core/index.ts';
import type { JsonObject } from './message.ts';

/** An event of a streamed reply, in the API's shape (an SDK's `RawMessageStreamEvent` fits). */
export interface ReplyEvent {
  readonly type: string;
}

/** One turn's reply. */
export interface RoutedReply {
  /** The reply as it streams; rejects with a `TurnFailure` where it cannot be had or breaks off. To be read once. */
  readonly events: AsyncIterable<ReplyEvent>;
  /** How the turn was decided and ended; resolves after the events are over, however they ended. Absent: nothing was told of it. */
  readonly ended: Promise<TurnEvent | undefined>;
}

/** How a turn is asked for. */
export interface AskOptions {
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
}

/** Asks for one turn: a streaming Messages request in, its reply out. Does not throw. */
export type AskTurn = (request: JsonObject, options: AskOptions) => RoutedReply;

/** Why a turn has no whole reply. Where upstream said so, its own type, message, status and request id. */
export class TurnFailure extends Error {
  override readonly name = 'TurnFailure';
  /** The API's error type (`overloaded_error`, ...), or `connection_error`, `timeout_error`, `client_error`. */
  readonly type: string;
  readonly status?: number;
  readonly requestId?: string;

  constructor({ type, message, status, requestId, cause }: FailureParts) {
    super(message, cause === undefined ? undefined : { cause });
    this.type = type;
    if (status !== undefined) this.status = status;
    if (requestId !== undefined) this.requestId = requestId;
  }
}

interface FailureParts {
  readonly type: string;
  readonly message: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly cause?: unknown;
}
