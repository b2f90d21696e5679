import {
  asAsked,
  type DecidedOn,
  type Edit,
  type FittedTarget,
  fittedTo,
  given,
  reasoningTier,
  withLenientBinding,
} from '../core/index.ts';
import { applyEdits, headerEditsOf, type TurnReading } from '../wire/index.ts';
import type { PlannedCall } from './attempt-log.ts';
import type { AnsweredBy, AttemptPlan, HeldPlan } from './attempt-turn.ts';
import type { OpenTurn } from './close-turn.ts';
import type { GatewayContext, LiveState } from './context.ts';
import type { Exchange } from './exchange.ts';
import { hopHeader, toUpstreamHeaders } from './headers.ts';
import { holdPlanOf } from './hold-reply.ts';
import type { TierRoute } from './tier-route.ts';

/** Everything that a turn's upstream calls are made of. */
export interface Planning {
  readonly exchange: Exchange;
  readonly context: GatewayContext;
  readonly live: LiveState;
  readonly turn: OpenTurn;
  readonly reading: TurnReading;
  readonly body: Buffer;
}

/** The upstream calls of a turn: the decided tier's, and the reasoning tier's where the reply is held. */
export function planTurn(planning: Planning): AttemptPlan {
  const { live, turn } = planning;
  const { decision, served, turnId } = turn.parts;
  const edits = live.mode === 'route' ? decision.edits : [];
  return {
    call: callOf({ ...served, edits }, planning),
    ...given('held', heldPlanOf(planning)),
    headersFor: (answer) => (live.mode === 'route' ? turnHeaders(turnId, decision.reason, answer) : []),
  };
}

/** The call of a tier, with the request that is sent where its thinking is refused as bound to another beginning. */
function callOf(target: FittedTarget, planning: Planning): PlannedCall {
  const call = plainCallOf(target, planning);
  const edits = lenientEdits(target, planning);
  if (edits === undefined) return call;
  return { ...call, cure: () => plainCallOf({ ...target, edits }, planning) };
}

/** Once it was refused, a conversation's thinking is sent like that from the start. */
function lenientEdits({ tier, model, edits }: FittedTarget, planning: Planning): readonly Edit[] | undefined {
  const { live, reading, turn } = planning;
  if (live.mode !== 'route' || reading.kind !== 'turn' || tier === asAsked) return undefined;
  if (turn.known?.knowledge.dropsBlocks === true) return undefined;
  if (live.policy.capabilitiesOf(model)?.thinking.blockBinding !== true) return undefined;
  return withLenientBinding(reading.turn, edits);
}

/** What is sent to a tier: in `route` the edited bytes with the listed header edits, else the client's own. */
function plainCallOf(target: FittedTarget, { exchange, context, live, reading, body }: Planning): PlannedCall {
  const { url = '/', rawHeaders, headers } = exchange.request;
  const { upstream, changes } = routeOf(target.tier, context, live);
  const common = { method: 'POST', path: url, timeoutMs: timeoutOf(exchange, live) };
  if (live.mode !== 'route') {
    return { upstream, target, request: { ...common, body, headers: toUpstreamHeaders(rawHeaders, changes) } };
  }
  const set = {
    ...changes.set,
    ...headerEditsOf(target.edits),
    'accept-encoding': 'identity',
    [hopHeader]: [headers[hopHeader], context.instanceId].flat().filter(Boolean).join(', '),
  };
  const request = {
    ...common,
    body: reading.kind === 'turn' ? applyEdits(body, reading.layout, target.edits) : body,
    headers: toUpstreamHeaders(rawHeaders, { ...changes, set }),
  };
  return { upstream, target, request };
}

/** Only what a tier other than the reasoning one says is held, and not where the client pinned the tier: that is its word. */
function heldPlanOf(planning: Planning): HeldPlan | undefined {
  const { context, live, turn, reading, body } = planning;
  const { decision, served } = turn.parts;
  if (live.mode !== 'route' || reading.kind !== 'turn' || turn.known === undefined) return undefined;
  if (served.tier === reasoningTier || served.tier === asAsked) return undefined;
  if (decision.overlays.some(({ code }) => code === 'pinned')) return undefined;
  const { policy, settings } = live;
  const decidedOn: DecidedOn = { turn: reading.turn, policy, knowledge: turn.known.knowledge };
  const onOddSchema = (tool: string) =>
    context.onProblem({
      code: 'odd_tool_schema',
      message: `the JSON Schema of tool ${JSON.stringify(tool)} cannot be checked: its inputs pass unchecked`,
    });
  return {
    hold: holdPlanOf({ reading, body, decision, policy, schemas: context.schemas, onOddSchema }, settings),
    ...given('hedgeAfterMs', hedgeAfterMs(served.model, planning)),
    fallback: () => callOf(fittedTo(reasoningTier, decidedOn), planning),
  };
}

/** Opt-in: how long an attempt may bring nothing before the reasoning tier is asked beside it. */
function hedgeAfterMs(model: string, { context, live, reading }: Planning): number | undefined {
  const { hedge } = live.settings;
  if (hedge === false || reading.kind !== 'turn' || !reading.turn.settings.stream) return undefined;
  return Math.max(hedge.minMs, context.knowledge.firstTokenQuantileMs(model, hedge.quantile));
}

/** Where a tier's turns go, with whose key: the tier's own upstream, or else the gateway's. */
function routeOf(tier: string, { upstream, access }: GatewayContext, live: LiveState): TierRoute {
  return live.tierRoutes?.get(tier) ?? { upstream, changes: access.changes };
}

/** The response headers of the design, section 11. Of an escalated turn the reason is the verdict. */
function turnHeaders(turnId: string, reason: string, { target, escalation, hedged }: AnsweredBy): readonly string[] {
  return [
    ...['x-turnwise-turn', turnId],
    ...['x-turnwise-tier', target.tier],
    ...['x-turnwise-model', target.model],
    ...['x-turnwise-reason', escalation?.reason ?? (hedged ? 'hedge' : reason)],
    ...['x-turnwise-escalated', String(escalation !== undefined)],
  ];
}

/** The client's own limit where it states one (`x-stainless-timeout`, seconds). */
function timeoutOf(exchange: Exchange, live: LiveState): number {
  const seconds = Number(exchange.request.headers['x-stainless-timeout']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : live.settings.limits.timeoutMs;
}
