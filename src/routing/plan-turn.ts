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
import type { TurnReading } from '../wire/index.ts';
import type { PlannedCall } from './attempt-log.ts';
import type { AttemptPlan, HeldPlan } from './attempt-turn.ts';
import type { LiveState, RoutingContext } from './context.ts';
import { holdPlanOf } from './hold-reply.ts';
import type { OpenTurn, TurnRequest } from './open-turn.ts';
import type { Surface } from './surface.ts';

/** Everything that a turn's upstream calls are made of. */
export interface Planning<Frame = Buffer> {
  readonly context: RoutingContext;
  readonly live: LiveState;
  readonly turn: OpenTurn;
  readonly request: TurnRequest<TurnReading>;
  readonly surface: Surface<Frame>;
}

/** The upstream calls of a turn: the decided tier's, and the reasoning tier's where the reply is held. */
export function planTurn<Frame>(planning: Planning<Frame>): AttemptPlan<Frame> {
  const { live, turn, surface } = planning;
  const { decision, served } = turn.parts;
  const edits = live.mode === 'route' ? decision.edits : [];
  return {
    replies: surface.replies,
    call: callOf({ ...served, edits }, planning),
    ...given('held', heldPlanOf(planning)),
  };
}

/** The call of a tier, with the request that is sent where its thinking is refused as bound to another beginning. */
function callOf<Frame>(target: FittedTarget, planning: Planning<Frame>): PlannedCall<Frame> {
  const call = plainCallOf(target, planning);
  const edits = lenientEdits(target, planning);
  if (edits === undefined) return call;
  return { ...call, cure: () => plainCallOf({ ...target, edits }, planning) };
}

function plainCallOf<Frame>(target: FittedTarget, { surface }: Planning<Frame>): PlannedCall<Frame> {
  return { target, send: surface.callTo(target) };
}

/** Once it was refused, a conversation's thinking is sent like that from the start. */
function lenientEdits<Frame>(
  { tier, model, edits }: FittedTarget,
  { live, request: { reading }, turn }: Planning<Frame>,
): readonly Edit[] | undefined {
  if (live.mode !== 'route' || reading.kind !== 'turn' || tier === asAsked) return undefined;
  if (turn.known?.knowledge.dropsBlocks === true) return undefined;
  if (live.policy.capabilitiesOf(model)?.thinking.blockBinding !== true) return undefined;
  return withLenientBinding(reading.turn, edits);
}

/** Only what a tier other than the reasoning one says is held, and not where the client pinned the tier: that is its word. */
function heldPlanOf<Frame>(planning: Planning<Frame>): HeldPlan<Frame> | undefined {
  const { context, live, turn, request, surface } = planning;
  const { reading, body } = request;
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
  const judged = { reading, body, decision, policy, schemas: context.schemas, onOddSchema };
  return {
    hold: holdPlanOf(judged, settings, surface.replies),
    ...given('hedgeAfterMs', hedgeAfterMs(served.model, planning)),
    fallback: () => callOf(fittedTo(reasoningTier, decidedOn), planning),
  };
}

/** Opt-in: how long an attempt may bring nothing before the reasoning tier is asked beside it. */
function hedgeAfterMs<Frame>(
  model: string,
  { context, live, request: { reading } }: Planning<Frame>,
): number | undefined {
  const { hedge } = live.settings;
  if (hedge === false || reading.kind !== 'turn' || !reading.turn.settings.stream) return undefined;
  return Math.max(hedge.minMs, context.knowledge.firstTokenQuantileMs(model, hedge.quantile));
}
