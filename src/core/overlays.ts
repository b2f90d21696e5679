import type { AppliedOverlay, OverlayCode } from './decision.ts';
import type { Knowledge } from './knowledge.ts';
import type { Fit } from './models/index.ts';
import { executionTier, reasoningTier } from './policy/tier.ts';
import type { Turn } from './turn.ts';

/**
 * Overlays narrow what a rule allowed, strongest first; each that removes a tier is told in the decision. A pin is the
 * user's word and replaces what the rule allowed; only `locked` and `capability` hold against it. If nothing is left,
 * the reasoning tier answers.
 */
export interface Narrowed {
  readonly allowed: readonly string[];
  readonly applied: readonly AppliedOverlay[];
}

/** What the overlays of one turn look at. `fits` holds one entry for each tier that may come up. */
export interface OverlayInput {
  readonly turn: Turn;
  readonly knowledge: Knowledge;
  readonly fitOf: (tier: string) => Fit;
  readonly modelOf: (tier: string) => string;
  readonly isTier: (name: string) => boolean;
}

interface Overlay {
  readonly code: OverlayCode;
  /** Whether a pin holds against this overlay. */
  readonly yieldsToPin: boolean;
  /** Why a tier may not answer; `undefined` when it may. The text becomes the overlay's detail. */
  readonly forbids: (tier: string, input: OverlayInput) => string | undefined;
}

const overlays: readonly Overlay[] = [
  { code: 'locked', yieldsToPin: false, forbids: (tier, input) => leavesLock(tier, input) },
  { code: 'capability', yieldsToPin: false, forbids: (tier, input) => misfit(input.fitOf(tier)) },
  { code: 'rate_limited', yieldsToPin: true, forbids: (tier, input) => rateLimit(tier, input) },
  { code: 'rollback', yieldsToPin: true, forbids: (tier, { knowledge }) => unlessReasoning(tier, knowledge.rollback) },
  {
    code: 'control',
    yieldsToPin: true,
    forbids: (tier, { knowledge }) => unlessReasoning(tier, knowledge.control ? 'control group' : undefined),
  },
  { code: 'cooldown', yieldsToPin: true, forbids: (tier, { knowledge }) => onCooldown(tier, knowledge) },
];

/** Applies the pin and every overlay to the tiers that a rule allowed. */
export function narrow(ruleAllows: readonly string[], input: OverlayInput): Narrowed {
  const pin = input.turn.client.pinnedTier;
  const isPinned = pin !== undefined && input.isTier(pin);
  const applied: AppliedOverlay[] = [];
  let allowed = ruleAllows;
  if (isPinned) {
    applied.push({ code: 'pinned', detail: pin, removed: ruleAllows.filter((tier) => tier !== pin) });
    allowed = [pin];
  } else if (pin !== undefined) {
    applied.push({ code: 'unknown_pin', detail: pin, removed: [] });
  }
  for (const overlay of overlays) {
    if (isPinned && overlay.yieldsToPin) continue;
    let detail: string | undefined;
    const removed = allowed.filter((tier) => {
      const why = overlay.forbids(tier, input);
      detail ??= why;
      return why !== undefined;
    });
    if (removed.length === 0) continue;
    applied.push({ code: overlay.code, removed, ...(detail === undefined ? {} : { detail }) });
    allowed = allowed.filter((tier) => !removed.includes(tier));
  }
  return { allowed: allowed.length > 0 ? allowed : [reasoningTier], applied };
}

/** The holder of a lock is always the requested model, so a tier on that very model may go on. */
function leavesLock(tier: string, { turn, knowledge, modelOf }: OverlayInput): string | undefined {
  if (modelOf(tier) === turn.requestedModel) return undefined;
  if (turn.tail.serverToolLoop) return 'server_tool_loop';
  if (turn.tail.boundToModel) return 'bound_to_model';
  if (turn.settings.container) return 'container';
  if (turn.settings.thread !== undefined) return 'thread';
  if (tier === executionTier && turn.transcript.tools.serverTypes.length > 0) return 'server_tools';
  return knowledge.lock;
}

function misfit(fit: Fit): string | undefined {
  return fit.fits ? undefined : `${fit.what}: ${fit.detail}`;
}

function rateLimit(tier: string, { knowledge, modelOf }: OverlayInput): string | undefined {
  if (tier === reasoningTier) return undefined;
  return knowledge.rateLimitedModels.includes(modelOf(tier)) ? modelOf(tier) : undefined;
}

function unlessReasoning(tier: string, why: string | undefined): string | undefined {
  return tier === reasoningTier ? undefined : why;
}

function onCooldown(tier: string, { cooldownTurns: turns, retried }: Knowledge): string | undefined {
  if (tier === reasoningTier) return undefined;
  if (retried?.failed && retried.tier === tier) return 'failed on this request';
  if (turns <= 0) return undefined;
  return turns === 1 ? '1 turn to go' : `${turns} turns to go`;
}
