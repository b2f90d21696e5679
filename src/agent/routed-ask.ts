import type { TurnEvent } from '../core/index.ts';
import { type Router, type RoutingProblem, routeFetch } from '../routing/index.ts';
import type { AskTurn } from './ask.ts';
import type { AgentClient } from './client/agent-client.ts';
import { clientUrl, fetchByClient } from './client/fetch-by-client.ts';
import { replyEvents } from './client/reply-events.ts';

/** What asking by way of the routing core needs. */
export interface RoutedAskParts {
  readonly client: AgentClient;
  readonly router: Router;
  /** The reasoning tier's model. */
  readonly model: string;
}

/** What every request of an agent says of itself. */
const spoken: Readonly<Record<string, string>> = {
  'user-agent': 'turnwise-agent/1',
  'content-type': 'application/json',
  // What SDK 1.x sends. Of the settings that hang on it an agent sets none.
  'anthropic-version': '2026-10-21',
};

/** Asks for turns through the routing core, as every surface does that goes by `fetch`; here that is the user's client. */
export function createRoutedAsk({ client, router, model }: RoutedAskParts): AskTurn {
  return (request, { signal, headers }) => {
    let thrown: unknown;
    let isAsked = false;
    const onThrown = (error: unknown) => {
      thrown = error;
    };
    const fetchModel = fetchByClient(client, { homeModel: model, onThrown });
    const { told, once } = tellingOnce(router);
    const sent = {
      url: clientUrl,
      headers: new Headers({ ...spoken, ...headers }),
      body: JSON.stringify(request),
      signal,
    };
    const coming = routeFetch(
      sent,
      (edited) => {
        isAsked = true;
        return fetchModel(edited);
      },
      once,
    );
    // A defect before anything was asked must not leave a run hanging: of such a turn nothing will be told.
    coming.catch(() => (isAsked || signal.aborted ? undefined : told.resolve(undefined)));
    return { events: replyEvents(coming, { signal, thrown: () => thrown }), ended: told.promise };
  };
}

/** The router for one turn: what is told of it is told here too. */
function tellingOnce(router: Router) {
  const told = Promise.withResolvers<TurnEvent | undefined>();
  const { context } = router;
  const onProblem = (problem: RoutingProblem) => {
    context.onProblem(problem);
    if (problem.code === 'turn_failed') told.resolve(undefined);
  };
  const sinks = [...context.sinks, { name: 'agent', tell: told.resolve }];
  return { told, once: { ...router, context: { ...context, sinks, onProblem } } };
}
