import type { PingEvent, Sink, TurnEvent } from '../core/index.ts';
import type { RoutingContext } from './context.ts';

type Told = Pick<RoutingContext, 'knowledge' | 'sinks' | 'onProblem'>;

/** Tells knowledge and every sink of a turn. A failing sink is reported and the rest are told. */
export function tellTurn(event: TurnEvent, told: Told): void {
  told.knowledge.learn(event);
  tellSinks(told, (sink) => sink.tell(event));
}

/** The same of a ping. */
export function tellPing(event: PingEvent, told: Told): void {
  told.knowledge.learnPing(event);
  tellSinks(told, (sink) => sink.tellPing?.(event));
}

function tellSinks({ sinks, onProblem }: Told, tell: (sink: Sink) => void): void {
  for (const sink of sinks) {
    try {
      tell(sink);
    } catch (error) {
      const message = `${sink.name}: ${error instanceof Error ? error.message : String(error)}`;
      onProblem({ code: 'sink_failed', message });
    }
  }
}
