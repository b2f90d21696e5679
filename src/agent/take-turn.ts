import type { TurnEvent } from '../core/index.ts';
import { type AskOptions, type AskTurn, TurnFailure } from './ask.ts';
import type { AgentEvent } from './event.ts';
import type { JsonObject } from './message.ts';
import { type BuiltReply, ReplyBuilder } from './reply-builder.ts';

/** One turn as it went. */
export interface TakenTurn {
  readonly reply: BuiltReply;
  readonly event?: TurnEvent;
  /** Why the reply is not whole; absent: it is. */
  readonly failure?: TurnFailure;
}

/** Asks for a turn and reads its reply to the end, telling of text and thinking as they come. Does not reject. */
export async function takeTurn(
  ask: AskTurn,
  request: { readonly body: JsonObject } & AskOptions,
  emit: (event: AgentEvent) => void,
): Promise<TakenTurn> {
  const builder = new ReplyBuilder();
  const { body, ...options } = request;
  const { events, ended } = ask(body, options);
  let failure: TurnFailure | undefined;
  try {
    for await (const event of events) {
      const step = builder.take(event);
      if (step !== undefined) emit({ type: `${step.kind}-delta`, text: step.text });
    }
    if (builder.built().stopReason === undefined) failure = brokenOff;
  } catch (error) {
    failure = toFailure(error);
  }
  const event = await ended.catch(() => undefined);
  return {
    reply: builder.built(),
    ...(event === undefined ? {} : { event }),
    ...(failure === undefined ? {} : { failure }),
  };
}

const brokenOff = new TurnFailure({ type: 'connection_error', message: 'the reply ended before it was whole' });

/** A user's own client may throw anything. */
function toFailure(error: unknown): TurnFailure {
  if (error instanceof TurnFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new TurnFailure({ type: 'client_error', message, cause: error });
}
