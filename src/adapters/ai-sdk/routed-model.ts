import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';
import { executionTier, type FittedTarget } from '../../core/index.ts';
import type { Router, Surface } from '../../routing/index.ts';
import { type RoutedCall, routeCall, turnFacts } from '../route-call.ts';
import { type AdapterSettings, createTierRouter } from '../tier-router.ts';
import { callWhole, deliverWhole, type Whole } from '../whole-reply.ts';
import { deliverStream } from './deliver-stream.ts';
import { editedOptions } from './edit-options.ts';
import { generateReplies } from './generate-reply.ts';
import { withoutOwnWords } from './request/headers.ts';
import { toRequest } from './request/to-request.ts';
import { callStream, type StreamFrame, streamReplies } from './stream-reply.ts';
import { metadataWith } from './turn-metadata.ts';

/** The two models of a routed one, and how it routes between them. */
export interface RoutedModelOptions extends AdapterSettings {
  /** Plans, answers, recovers: the model that is asked for. */
  readonly reasoning: LanguageModelV4;
  /** Takes turns that only digest simple tool results. */
  readonly execution: LanguageModelV4;
}

/** A routed model, with the way to end it. */
export interface RoutedModel extends LanguageModelV4 {
  /** Resolves when every sink has finished what it was told. */
  close(): Promise<void>;
}

/**
 * A language model of the AI SDK (7) that is two: every call, which is one step of `generateText`, `streamText` or an agent,
 * goes to the one that the rules and the arithmetic say. A reply of the execution model is held, judged, and asked of the
 * reasoning model where it is wrong. `providerMetadata.turnwise` says who answered and why; `providerOptions.turnwise`
 * (`conversation`, `user`, `cohort`, `tier`) say what the gateway's request headers say. Models that are Anthropic's by id
 * are priced and fitted by the table; any other is routed to where `prices` price it, and its package fits the request.
 * Throws a `SettingsError`.
 */
export function routedModel({ reasoning, execution, ...settings }: RoutedModelOptions): RoutedModel {
  const router = createTierRouter({ reasoning: reasoning.modelId, execution: execution.modelId }, settings);
  const models: Models = { reasoning, execution };
  return {
    specificationVersion: 'v4',
    provider: 'turnwise',
    modelId: reasoning.modelId,
    get supportedUrls() {
      return sharedUrls(models);
    },
    doGenerate: (options) => generate(options, { router, models }),
    doStream: (options) => stream(options, { router, models }),
    close: () => router.close(),
  };
}

interface Models {
  readonly reasoning: LanguageModelV4;
  readonly execution: LanguageModelV4;
}

interface Routing {
  readonly router: Router;
  readonly models: Models;
}

function generate(options: LanguageModelV4CallOptions, routing: Routing): Promise<LanguageModelV4GenerateResult> {
  return new Promise((resolve, reject) => {
    const call: RoutedCall<Whole<LanguageModelV4GenerateResult>> = {
      onFailure: reject,
      request: toRequest(options, { modelId: routing.models.reasoning.modelId, stream: false }),
      surface: surfaceOf(options, routing, {
        replies: generateReplies,
        send: (model, edited) =>
          callWhole(
            (signal) => model.doGenerate({ ...edited, abortSignal: signal }),
            ({ response }) => Object.entries(response?.headers ?? {}).flat(),
          ),
      }),
      deliver: (turn) =>
        deliverWhole(
          {
            signal: options.abortSignal,
            reject,
            resolve: (reply, facts) =>
              resolve(
                facts === undefined
                  ? reply
                  : { ...reply, providerMetadata: metadataWith(reply.providerMetadata, facts) },
              ),
          },
          (watch) => turnFacts(turn, watch),
        ),
    };
    void routeCall(routing.router, call);
  });
}

function stream(options: LanguageModelV4CallOptions, routing: Routing): Promise<LanguageModelV4StreamResult> {
  return new Promise((resolve, reject) => {
    const call: RoutedCall<StreamFrame> = {
      onFailure: reject,
      request: toRequest(options, { modelId: routing.models.reasoning.modelId, stream: true }),
      surface: surfaceOf(options, routing, {
        replies: streamReplies,
        send: (model, edited) => callStream((signal) => model.doStream({ ...edited, abortSignal: signal })),
      }),
      deliver: (turn) =>
        deliverStream({ signal: options.abortSignal, resolve, reject }, (watch) => turnFacts(turn, watch)),
    };
    void routeCall(routing.router, call);
  });
}

/** How a call is made to a model, with the edits already in its options. */
interface Calling<Frame> {
  readonly replies: Surface<Frame>['replies'];
  readonly send: (model: LanguageModelV4, options: LanguageModelV4CallOptions) => ReturnType<Surface<Frame>['callTo']>;
}

function surfaceOf<Frame>(
  options: LanguageModelV4CallOptions,
  { models }: Routing,
  { replies, send }: Calling<Frame>,
): RoutedCall<Frame>['surface'] {
  const asked = models.reasoning.modelId;
  return (edits) => {
    const base = editedOptions(withoutOwnWords(options), edits, asked);
    return {
      replies,
      callTo: (target: FittedTarget) =>
        send(
          target.tier === executionTier ? models.execution : models.reasoning,
          editedOptions(base, target.edits, asked),
        ),
    };
  };
}

/** Files by address are fetched by the SDK unless both models can: which one answers is not known yet. */
async function sharedUrls({ reasoning, execution }: Models): Promise<Record<string, RegExp[]>> {
  const [one, other] = await Promise.all([reasoning.supportedUrls, execution.supportedUrls]);
  return Object.fromEntries(
    Object.entries(one).flatMap(([mediaType, patterns]) => {
      const others = new Set((other[mediaType] ?? []).map(String));
      const shared = patterns.filter((pattern) => others.has(String(pattern)));
      return shared.length === 0 ? [] : [[mediaType, shared]];
    }),
  );
}
