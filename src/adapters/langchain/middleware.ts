import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { AIMessage } from '@langchain/core/messages';
import { type AgentMiddleware, createMiddleware } from 'langchain';
import { executionTier, type FittedTarget } from '../../core/index.ts';
import { membersOf } from '../block.ts';
import { type RoutedCall, routeCall, type TurnFacts, turnFacts } from '../route-call.ts';
import { type AdapterSettings, createTierRouter, type TierWishes } from '../tier-router.ts';
import { callWhole, deliverWhole, type Whole } from '../whole-reply.ts';
import { anthropicSettings, modelIdOf } from './chat-model.ts';
import { editedSettings } from './edit-settings.ts';
import { messageOf, messageReplies } from './reply.ts';
import { toRequest } from './to-request.ts';

/** The two models of an agent, and how it routes between them. */
export interface TurnwiseMiddlewareOptions extends AdapterSettings {
  /** Plans, answers, recovers: in the place of the agent's own `model`. */
  readonly reasoning: BaseChatModel;
  /** Takes turns that only digest simple tool results. */
  readonly execution: BaseChatModel;
}

/** The middleware, with the way to end it. */
export type TurnwiseMiddleware = AgentMiddleware & {
  /** Resolves when every sink has finished what it was told. */
  close(): Promise<void>;
};

/**
 * Middleware for LangChain's `createAgent` that picks the model of every call. A reply of the execution model is judged when
 * it is whole, and asked of the reasoning model where it is wrong; what `stream` shows of it token by token has been seen
 * by then. `response_metadata.turnwise` says who answered and why; `configurable.turnwise` (`conversation`, `user`,
 * `cohort`, `tier`) says what the gateway's request headers say, and `thread_id` groups turns. Each chat model keeps the
 * settings it was made with. Put it last, so that it sees each call as it is sent. Throws a `SettingsError`.
 */
export function turnwiseMiddleware({
  reasoning,
  execution,
  ...settings
}: TurnwiseMiddlewareOptions): TurnwiseMiddleware {
  const ids = { reasoning: modelIdOf(reasoning), execution: modelIdOf(execution) };
  const wishes = { ...wishesOf(execution), ...settings.tiers?.execution };
  const router = createTierRouter(ids, { ...settings, tiers: { ...settings.tiers, execution: wishes } });
  const middleware = createMiddleware({
    name: 'Turnwise',
    wrapModelCall: (request, handler) =>
      new Promise<AIMessage>((resolve, reject) => {
        const call: RoutedCall<Whole<AIMessage>> = {
          onFailure: reject,
          request: toRequest(request, reasoning),
          surface: (edits) => ({
            replies: messageReplies,
            callTo: ({ tier, edits: own }: FittedTarget) => {
              const model = tier === executionTier ? execution : reasoning;
              const modelSettings = editedSettings(request.modelSettings, [...edits, ...own], model);
              return callWhole(async (signal) =>
                handler({ ...request, model, modelSettings: { ...modelSettings, signal } }),
              );
            },
          }),
          deliver: (turn) =>
            deliverWhole(
              {
                signal: request.runtime.signal,
                reject,
                resolve: (reply, facts) => resolve(withFacts(reply, facts)),
              },
              (watch) => turnFacts(turn, watch),
            ),
        };
        void routeCall(router, call);
      }),
  });
  return Object.assign(middleware, { close: () => router.close() });
}

/** What a chat model was made with goes before what its tier would wish for. */
function wishesOf(model: BaseChatModel): TierWishes {
  const { thinking, output_config: outputConfig } = anthropicSettings(model, {});
  const effort = efforts.find((level) => level === membersOf(outputConfig)?.effort);
  const type = (['adaptive', 'disabled'] as const).find((name) => name === membersOf(thinking)?.type);
  return { ...(effort === undefined ? {} : { effort }), ...(type === undefined ? {} : { thinking: type }) };
}

const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

/** The message is the caller's own: it is added to in place, since its class is LangChain's. */
function withFacts(reply: AIMessage, facts: TurnFacts | undefined): AIMessage {
  const message = messageOf(reply);
  if (message !== undefined && facts !== undefined)
    message.response_metadata = { ...message.response_metadata, turnwise: { ...facts } };
  return reply;
}
