import type { AgentEvent } from './event.ts';

/** Events from a run to whoever iterates over it: each once, in order, kept until they are asked for. */
export interface EventQueue {
  push(event: AgentEvent): void;
  /** No more will come. */
  end(): void;
  /** One reader; leaving early calls `onLeave`. */
  read(onLeave: () => void): AsyncIterator<AgentEvent>;
}

/** An empty queue. */
export function createEventQueue(): EventQueue {
  const waiting: AgentEvent[] = [];
  let isOver = false;
  let wake: () => void = () => undefined;
  return {
    push(event) {
      waiting.push(event);
      wake();
    },
    end() {
      isOver = true;
      wake();
    },
    async *read(onLeave) {
      try {
        for (;;) {
          for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) yield event;
          if (isOver) return;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        if (!isOver) onLeave();
      }
    },
  };
}
