import type { Send } from '../attempt/index.ts';
import { asAsked, type FittedTarget, reasoningTier } from '../core/index.ts';
import {
  attemptTurn,
  byteReplies,
  closeTurn,
  type LiveState,
  type OpenTurn,
  openTurn,
  openUnreadable,
  planTurn,
  type RoutingContext,
} from '../routing/index.ts';
import { applyEdits, type HeaderReader, headerEditsOf, type TurnReading } from '../wire/index.ts';
import { type AskTurn, TurnFailure } from './ask.ts';
import type { AgentClient } from './client/agent-client.ts';
import { deliverTo } from './client/deliver-events.ts';
import { createReplyEvents } from './client/reply-events.ts';
import { sendToClient } from './client/send-to-client.ts';

/** What asking by way of the routing core needs. */
export interface RoutedAskParts {
  readonly client: AgentClient;
  readonly context: RoutingContext;
  readonly live: LiveState;
}

/** What every request of an agent says of itself; these headers are read here and go nowhere. */
const spoken: Readonly<Record<string, string>> = {
  'user-agent': 'turnwise-agent/1',
  // What SDK 1.x sends. Of the settings that hang on it an agent sets none.
  'anthropic-version': '2026-10-21',
};

/** Asks for turns through the routing core: read, decide, fit, attempt, tell, as on every surface. */
export function createRoutedAsk({ client, context, live }: RoutedAskParts): AskTurn {
  return (request, { signal, headers }) => {
    const startedAtMs = context.now();
    const body = Buffer.from(JSON.stringify(request));
    const said: Readonly<Record<string, string>> = { ...spoken, ...headers };
    const header: HeaderReader = (name) => said[name];
    let thrown: unknown;
    const events = createReplyEvents();
    const deliver = deliverTo({ events, signal, thrown: () => thrown });
    const callTo =
      (reading: TurnReading) =>
      ({ tier, edits }: FittedTarget): Send => {
        const edited = reading.kind === 'turn' ? applyEdits(body, reading.layout, edits) : body;
        const sent = { ...upstreamOf(headers), ...headerEditsOf(edits) };
        return sendToClient(client, { body: edited, headers: sent, ...retriesOf(tier) }, (error) => {
          thrown = error;
        });
      };
    const answer = async () => {
      const reading = context.reader.read({ body, header });
      const turn: OpenTurn =
        reading.kind === 'turn'
          ? openTurn({ reading, body, startedAtMs }, { context, live })
          : openUnreadable(startedAtMs, { context, live });
      const surface = { replies: byteReplies, callTo: callTo(reading) };
      const plan = planTurn({ context, live, turn, request: { reading, body, startedAtMs }, surface });
      return closeTurn(turn, context, await attemptTurn(plan, deliver, context.now));
    };
    const ended = answer().catch((error: unknown) => {
      events.end(new TurnFailure({ type: 'turnwise_failed', message: String(error), cause: error }));
      return undefined;
    });
    return { events: events.read(), ended };
  };
}

/** Our own headers never go upstream. */
function upstreamOf(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-turnwise-')));
}

/** A held attempt that fails is followed by the reasoning tier's: the client's own retries would only make it late. */
function retriesOf(tier: string): { readonly maxRetries?: number } {
  return tier === reasoningTier || tier === asAsked ? {} : { maxRetries: 0 };
}
