/**
 * What is handed to the pinger of a turn: that it begins, so that a ping for its cache is given up, and when it has
 * ended, the request that answered it once more as a ping, made of the same bytes and headers that went upstream.
 */
import type { PingableTurn, PingRequest, Upstream, UpstreamRequest } from '../attempt/index.ts';
import { asAsked, type Edit, type FittedTarget, pingEdits, type TurnEvent } from '../core/index.ts';
import { headerOf, type RawHeaders, type ReadTurn, withHeader } from '../wire/index.ts';
import type { TurnResult } from './attempt-turn.ts';
import type { LiveState, RoutingContext } from './context.ts';
import type { OpenTurn } from './open-turn.ts';

/** A turn about to be sent. */
export interface KeepableTurn {
  readonly context: RoutingContext;
  readonly live: LiveState;
  readonly turn: OpenTurn;
  readonly reading: ReadTurn;
  readonly request: ResendableRequest;
}

/** A request that may be made once more. */
export interface ResendableRequest {
  addressTo(target: FittedTarget): AddressedCall;
  bodyWith(edits: readonly Edit[]): Buffer;
  /** Whether a tier has an upstream and a key of its own. */
  isElsewhere(tier: string): boolean;
}

/** Where a call goes, with everything but its body. */
export interface AddressedCall {
  readonly upstream: Upstream;
  readonly request: Omit<UpstreamRequest, 'body'>;
}

/** How it ended. */
export interface KeepableEnd {
  readonly event: TurnEvent;
  readonly result: TurnResult;
}

/** Tells the pinger that a turn begins; what it returns is to be called once the turn has ended. `undefined`: nothing is kept. */
export function beginKeeping(keepable: KeepableTurn): ((end: KeepableEnd) => void) | undefined {
  const { context, live, turn, reading } = keepable;
  const { pinger } = context;
  const { conversationId, served, decision } = turn.parts;
  if (live.settings.keepWarm === false || live.mode === 'off') return undefined;
  const underWay = pinger.begin(conversationId, served.model);
  return ({ event, result }) => {
    for (const { attempt, target, headers } of result.logged) {
      const credential = credentialOf(target, keepable);
      if (attempt.status !== undefined)
        pinger.noteReply({ credential, model: attempt.model }, { status: attempt.status, headers });
    }
    const target = result.logged.at(-1)?.target;
    const isLoop = decision.signals.managed && decision.signals.sideCall === undefined;
    const pingable = target === undefined || !isLoop ? undefined : pingableOf(event, target, keepable);
    if (target === undefined || pingable === undefined) return underWay.end();
    const { edits, model } = target;
    const capabilities = live.policy.capabilitiesOf(model);
    const ping = pingEdits({ settings: reading.turn.settings, edits, capabilities });
    underWay.end(pingable, ping.fits ? () => pingOf(target, ping.edits, keepable) : ping.because);
  };
}

/** The client's credential; a tier with a key of its own has another. */
function credentialOf({ tier }: FittedTarget, { request, reading }: KeepableTurn): string {
  return tier !== asAsked && request.isElsewhere(tier) ? `tier ${tier}` : reading.session.credential;
}

function pingableOf(event: TurnEvent, target: FittedTarget, keepable: KeepableTurn): PingableTurn | undefined {
  const answer = event.attempts.at(-1);
  if (answer?.usage === undefined || event.trace === undefined) return undefined;
  return {
    conversationId: event.conversationId,
    tier: event.servedTier,
    model: event.servedModel,
    subagent: keepable.reading.turn.client.subagent,
    startedAtMs: answer.startedAtMs,
    stopReason: answer.stopReason,
    usage: answer.usage,
    costNanoUsd: event.bill?.costNanoUsd,
    cached: event.trace.cached,
    credential: credentialOf(target, keepable),
    oauth: isSubscription(keepable.request.addressTo(target).request.headers),
  };
}

/** Tokens of a subscription, and the beta that goes with them: they are a person's, not an API account's. */
function isSubscription(headers: RawHeaders): boolean {
  const bearsToken = /^Bearer\s+sk-ant-oat/i.test(headerOf(headers, 'authorization') ?? '');
  return bearsToken || /(^|,)\s*oauth-/.test(headerOf(headers, 'anthropic-beta') ?? '');
}

function pingOf(target: FittedTarget, edits: readonly Edit[], keepable: KeepableTurn): PingRequest {
  const { upstream, request } = keepable.request.addressTo(target);
  return {
    upstream,
    path: request.path,
    headers: withHeader(request.headers, 'accept-encoding', 'identity'),
    body: keepable.request.bodyWith([...target.edits, ...edits]),
    timeoutMs: request.timeoutMs,
  };
}
