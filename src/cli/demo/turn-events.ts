import type { Sink, TurnEvent } from '../../core/index.ts';

/** The gateway's turn events, to be asked for by the request id that the client saw. */
export interface TurnEvents {
  readonly sink: Sink;
  /** The event of a turn, waited for: it is told just after the client's last byte. Rejects after 5 s. */
  of(requestId: string): Promise<TurnEvent>;
  /** From now on events are told to a listener, and no longer kept. */
  forward(listener: (event: TurnEvent) => void): void;
}

const patienceMs = 5_000;

/** Creates a sink that keeps events until they are asked for. */
export function createTurnEvents(): TurnEvents {
  const slots = new Map<string, PromiseWithResolvers<TurnEvent>>();
  const slotOf = (requestId: string) => {
    const slot = slots.get(requestId) ?? Promise.withResolvers<TurnEvent>();
    slots.set(requestId, slot);
    return slot;
  };
  let listener: ((event: TurnEvent) => void) | undefined;
  return {
    sink: {
      name: 'demo',
      tell(event) {
        const requestId = event.attempts.at(-1)?.requestId;
        if (listener !== undefined) listener(event);
        else if (requestId !== undefined) slotOf(requestId).resolve(event);
      },
    },
    async of(requestId) {
      const { promise, reject } = slotOf(requestId);
      const late = () => reject(new Error(`the gateway told nothing of request ${requestId}`));
      const timer = setTimeout(late, patienceMs);
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        slots.delete(requestId);
      }
    },
    forward(next) {
      listener = next;
    },
  };
}
