import { costOf, given, type TurnEvent } from '../../core/index.ts';
import type { RoutedTurn } from './compare.ts';
import type { Stage } from './stage.ts';

/** A routed turn as the gateway's event tells it. `durationMs` is the client's own measure. */
export function toRoutedTurn(
  event: TurnEvent,
  { turn, durationMs, stage }: { readonly turn: number; readonly durationMs: number; readonly stage: Stage },
): RoutedTurn {
  const { decision, attempts, servedTier, servedModel, bill } = event;
  const requestIds = attempts.flatMap(({ requestId }) => requestId ?? []);
  return {
    turn,
    reason: decision.reason,
    ruleReason: decision.ruleReason,
    tier: servedTier,
    model: servedModel,
    ...given('usage', attempts.at(-1)?.usage),
    ...given('costNanoUsd', costOfAttempts(event)),
    ...given('seconds', stage.secondsOf({ requestIds, durationMs })),
    ...given('baselineNanoUsd', bill?.baselineNanoUsd),
    ...given('baselineSeconds', bill?.baselineMs === undefined ? undefined : bill.baselineMs / 1_000),
    ...given('savedNanoUsd', bill?.savedNanoUsd),
    ...given('account', bill?.account),
  };
}

/** Everything upstream billed for the turn, priced here once more: the bill must say the same. Unknown when any part is. */
function costOfAttempts({ attempts }: TurnEvent): number | undefined {
  let nanoUsd = 0;
  for (const { usage, model, startedAtMs } of attempts) {
    const cost = usage === undefined ? undefined : costOf({ usage, model, atMs: startedAtMs });
    if (cost === undefined) return undefined;
    nanoUsd += cost;
  }
  return nanoUsd;
}
