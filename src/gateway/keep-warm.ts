/**
 * What the gateway hands to the pinger of a turn: that it begins, so that a ping for its cache is given up, and when it has
 * ended, the request once more as a ping, made of the same bytes and headers that went upstream.
 */
import type { PingableTurn, PingRequest } from '../attempt/index.ts';
import { asAsked, pingEdits, type TurnEvent } from '../core/index.ts';
import { applyEdits, type ReadTurn } from '../wire/index.ts';
import type { AttemptPlan, TurnResult } from './attempt-turn.ts';
import type { OpenTurn } from './close-turn.ts';
import type { GatewayContext, LiveState } from './context.ts';
import { headerOf, type RawHeaders, withHeader } from './headers.ts';

/** A turn about to be sent. */
export interface KeepableTurn {
  readonly context: GatewayContext;
  readonly live: LiveState;
  readonly turn: OpenTurn;
  readonly reading: ReadTurn;
  readonly body: Buffer;
}

/** How it ended. */
export interface KeepableEnd {
  readonly event: TurnEvent;
  readonly result: TurnResult;
  readonly plan: AttemptPlan;
  readonly path: string;
}

/** Tells the pinger that a turn begins; what it returns is to be called once the turn has ended. `undefined`: nothing is kept. */
export function beginKeeping(keepable: KeepableTurn): ((end: KeepableEnd) => void) | undefined {
  const { context, live, turn, reading } = keepable;
  const { pinger } = context;
  const { conversationId, served, decision } = turn.parts;
  if (pinger === undefined || live.settings.keepWarm === false || live.mode === 'off') return undefined;
  const underWay = pinger.begin(conversationId, served.model);
  return (end) => {
    const { headers } = end.result;
    const credential = credentialOf(keepable);
    const { status } = end.result;
    if (status !== undefined && headers !== undefined)
      pinger.noteReply({ credential, model: served.model }, { status, headers });
    const pingable = pingableOf(end, { credential, subagent: reading.turn.client.subagent });
    if (pingable === undefined || !decision.signals.managed || decision.signals.sideCall !== undefined)
      return underWay.end();
    const ping = pingEdits({
      settings: reading.turn.settings,
      edits: sentEditsOf(keepable),
      capabilities: live.policy.capabilitiesOf(served.model),
    });
    underWay.end(pingable, ping.fits ? () => pingOf(keepable, end, ping.edits) : ping.because);
  };
}

function sentEditsOf({ live, turn }: KeepableTurn): OpenTurn['parts']['decision']['edits'] {
  return live.mode === 'route' ? turn.parts.decision.edits : [];
}

/** The client's credential; a tier with a key of its own has another. */
function credentialOf({ live, turn, reading }: KeepableTurn): string {
  const { tier } = turn.parts.served;
  const isElsewhere = tier !== asAsked && live.tierRoutes?.has(tier) === true;
  return isElsewhere ? `tier ${tier}` : reading.session.credential;
}

function pingableOf(
  { event, plan }: KeepableEnd,
  { credential, subagent }: { readonly credential: string; readonly subagent: boolean },
): PingableTurn | undefined {
  const answer = event.attempts.at(-1);
  if (answer?.usage === undefined || event.trace === undefined) return undefined;
  return {
    conversationId: event.conversationId,
    tier: event.servedTier,
    model: event.servedModel,
    subagent,
    startedAtMs: answer.startedAtMs,
    stopReason: answer.stopReason,
    usage: answer.usage,
    costNanoUsd: event.bill?.costNanoUsd,
    cached: event.trace.cached,
    credential,
    oauth: isSubscription(plan.headers),
  };
}

/** Tokens of a subscription, and the beta that goes with them: they are a person's, not an API account's. */
function isSubscription(headers: RawHeaders): boolean {
  const bearsToken = /^Bearer\s+sk-ant-oat/i.test(headerOf(headers, 'authorization') ?? '');
  return bearsToken || /(^|,)\s*oauth-/.test(headerOf(headers, 'anthropic-beta') ?? '');
}

function pingOf(
  keepable: KeepableTurn,
  { plan, path }: KeepableEnd,
  edits: OpenTurn['parts']['decision']['edits'],
): PingRequest {
  const { upstream, timeoutMs, headers } = plan;
  return {
    upstream,
    path,
    headers: withHeader(headers, 'accept-encoding', 'identity'),
    body: applyEdits(keepable.body, keepable.reading.layout, [...sentEditsOf(keepable), ...edits]),
    timeoutMs,
  };
}
