import type { Economy, FittedTarget } from './choice/index.ts';
import { chooseLifetime, editedTtl, lifetimeEdits } from './choose-lifetime.ts';
import { chooseTier, promptTokensOf } from './choose-tier.ts';
import type { AppliedOverlay, Decision } from './decision.ts';
import type { Edit } from './edit.ts';
import { given } from './given.ts';
import type { Knowledge } from './knowledge.ts';
import { capabilitiesOf, type Fit, fit, withLenientBinding } from './models/index.ts';
import { narrow } from './overlays.ts';
import type { Policy } from './policy/policy.ts';
import { asAsked, reasoningTier, targetOf } from './policy/tier.ts';
import { signalsOf } from './read-signals.ts';
import { noRuleReason, type Rule, ruleHolds } from './rules/index.ts';
import type { Signals } from './signals.ts';
import type { Turn } from './turn.ts';

/**
 * Decides how a turn is answered: signals, the first rule that holds, overlays, the choice, and the edits that fit the
 * request to the chosen model. Pure and total: the same arguments give the same decision, and nothing is thrown, a
 * user's rule function included (its error is told in `ruleErrors`).
 */
export function decide(turn: Turn, policy: Policy, knowledge: Knowledge): Decision {
  const signals = signalsOf(turn, policy, knowledge);
  const { rule, ruleErrors } = firstRule(policy.rules, signals);
  const ruleReason = rule?.reason ?? noRuleReason;
  const base = { ruleReason, signals, ruleErrors, policyVersion: policy.version };
  const asked = rule?.allow === 'as_asked';
  if (asked && turn.client.pinnedTier === undefined)
    return { ...answeredAsAsked(turn.requestedModel, ruleReason), ...base };
  const ruleAllows = rule === undefined || rule.allow === 'as_asked' ? [asked ? asAsked : reasoningTier] : rule.allow;

  const fits = fitsOf(turn, policy, knowledge);
  const narrowed = narrow(ruleAllows, {
    turn,
    knowledge,
    fitOf: (tier) => fits(tier).fit,
    modelOf: (tier) => fits(tier).model,
    isTier: (name) => Object.hasOwn(policy.tiers, name),
  });
  const [first = reasoningTier, ...others] = askedAgain(narrowed.allowed, knowledge);
  const choice = chooseTier([first, ...others], {
    turn,
    policy,
    toolKeys: signals.toolKeys,
    economy: economyOf(knowledge, fits),
    fitOf: fits,
  });
  const chosen = fits(choice.tier);
  const overlays = narrowed.applied;
  const reason = choice.reason ?? reasonOf({ ruleReason, wanted: ruleAllows[0], tier: choice.tier, overlays });
  const common = {
    ...base,
    reason,
    wouldAllow: ruleAllows,
    overlays,
    allowed: narrowed.allowed,
    quotes: choice.quotes,
    ...given('arithmetic', choice.arithmetic),
  };
  // The reasoning tier of last resort may itself not fit (its model may be configured): then the request goes as asked.
  if (!chosen.fit.fits) return { ...common, tier: asAsked, model: turn.requestedModel, edits: [] };
  return { ...common, tier: choice.tier, model: chosen.model, edits: chosen.fit.edits, fit: chosen.fit.memory };
}

/**
 * The request as a tier would be sent it: what is asked when the tier that was decided on does not answer well. A tier that
 * does not fit is the requested model, as asked.
 */
export function fittedTo(tier: string, { turn, policy, knowledge }: DecidedOn): FittedTarget {
  const { model, fit } = fitsOf(turn, policy, knowledge)(tier);
  return fit.fits ? { tier, model, edits: fit.edits } : { tier: asAsked, model: turn.requestedModel, edits: [] };
}

/** What a decision is made on. */
export interface DecidedOn {
  readonly turn: Turn;
  readonly policy: Policy;
  readonly knowledge: Knowledge;
}

/**
 * The decision for a request on which nothing was decided: a body that is no Messages request (forwarded untouched, so
 * that upstream's own error reaches the client), a refused thread, or any turn while the mode is `off`.
 */
export function undecided(why: {
  readonly model: string;
  readonly reason: string;
  readonly policyVersion: string;
}): Decision {
  const { model, reason, policyVersion } = why;
  const signals = { ...noSignals, requestedModel: model };
  return { ...answeredAsAsked(model, reason), ruleReason: reason, signals, ruleErrors: [], policyVersion };
}

const noSignals: Omit<Signals, 'requestedModel'> = {
  managed: false,
  toolResults: 0,
  toolErrors: 0,
  tools: 'none',
  toolKeys: [],
  userSpeaks: false,
  stalled: false,
  turnsSoFar: 0,
  subagent: false,
  forcedToolChoice: false,
};

function answeredAsAsked(model: string, reason: string) {
  return {
    tier: asAsked,
    model,
    reason,
    wouldAllow: [asAsked],
    overlays: [],
    allowed: [asAsked],
    quotes: [],
    edits: [],
  };
}

function firstRule(
  rules: readonly Rule[],
  signals: Signals,
): { rule: Rule | undefined; ruleErrors: readonly string[] } {
  const ruleErrors: string[] = [];
  for (const rule of rules) {
    try {
      if (ruleHolds(rule, signals)) return { rule, ruleErrors };
    } catch (error) {
      ruleErrors.push(`${rule.reason}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { rule: undefined, ruleErrors };
}

/** A request that is sent again goes where it went, if it may: the client has seen part of that answer, and its cache is there. */
function askedAgain(allowed: readonly string[], { retried }: Knowledge): readonly string[] {
  return retried !== undefined && !retried.failed && allowed.includes(retried.tier) ? [retried.tier] : allowed;
}

interface Fitted {
  readonly model: string;
  readonly fit: Fit;
}

/** Each tier's model and fit with the lifetime that the conversation's caches are given, worked out when first asked for. */
function fitsOf(turn: Turn, policy: Policy, knowledge: Knowledge): (tier: string) => Fitted {
  const plain = plainFitsOf(turn, policy, knowledge);
  const { economy } = knowledge;
  if (economy?.lifetime === undefined) return plain;
  const more = lifetimeEditsOf(plain(reasoningTier), { turn, policy, economy });
  if (more.length === 0) return plain;
  const known = new Map<string, Fitted>();
  return (tier) => {
    const before = known.get(tier);
    if (before !== undefined) return before;
    const { model, fit } = plain(tier);
    const entry = { model, fit: fit.fits ? { ...fit, edits: [...fit.edits, ...more] } : fit };
    known.set(tier, entry);
    return entry;
  };
}

/** One lifetime for all tiers, by the reasoning tier's cache: it is the dear one. */
function lifetimeEditsOf(
  { model, fit: home }: Fitted,
  { turn, policy, economy }: Pick<DecidedOn, 'turn' | 'policy'> & { readonly economy: Economy },
): readonly Edit[] {
  const { lifetime } = economy;
  const prices = policy.prices.at(model, economy.atMs);
  if (lifetime === undefined || prices === undefined || !home.fits) return [];
  const promptTokens = promptTokensOf(model, economy, { turn, policy });
  return lifetimeEdits(
    chooseLifetime({
      state: lifetime,
      conversation: economy.conversation,
      pooled: economy.pooled([]),
      prices,
      promptTokens,
      cachedTokens: economy.cacheOf({ tier: reasoningTier, model, edits: home.edits }).cachedTokens,
      costNanoUsd: economy.account.routedNanoUsd,
    }),
  );
}

/** Each tier's model and fit, worked out when first asked for. */
function plainFitsOf(turn: Turn, policy: Policy, knowledge: Knowledge): (tier: string) => Fitted {
  const known = new Map<string, Fitted>();
  const generation = capabilitiesOf(turn.requestedModel)?.generation;
  const isRefused = (model: string) =>
    knowledge.dropsBlocks === true && policy.capabilitiesOf(model)?.thinking.blockBinding === true;
  const requested = { model: turn.requestedModel, ...(generation === undefined ? {} : { generation }) };
  return (tier) => {
    const before = known.get(tier);
    if (before !== undefined) return before;
    const target = targetOf(tier, policy.tiers[tier] ?? { model: 'requested' }, requested);
    const context = { memory: knowledge.fits[tier], contextTokens: knowledge.contextTokens };
    const fitted = fit(turn, target, context);
    const entry = { model: target.model, fit: isRefused(target.model) ? dropping(turn, fitted) : fitted };
    known.set(tier, entry);
    return entry;
  };
}

/** The same fit, asking for thinking to be dropped that is bound to another beginning. */
function dropping(turn: Turn, fitted: Fit): Fit {
  const edits = fitted.fits ? withLenientBinding(turn, fitted.edits) : undefined;
  return edits === undefined || !fitted.fits ? fitted : { ...fitted, edits };
}

/** What the choice goes by: entries are written for as long as the edits say. */
function economyOf({ economy }: Knowledge, fits: (tier: string) => Fitted): Economy | undefined {
  if (economy?.lifetime === undefined) return economy;
  const { fit: home } = fits(reasoningTier);
  return { ...economy, ttl: (home.fits ? editedTtl(home.edits) : undefined) ?? economy.ttl };
}

/** The rule's reason while its first tier answers; else the overlay that took it away. */
function reasonOf(input: {
  readonly ruleReason: string;
  readonly wanted: string | undefined;
  readonly tier: string;
  readonly overlays: readonly AppliedOverlay[];
}): string {
  const pin = input.overlays.find((overlay) => overlay.code === 'pinned');
  const against = input.overlays.find(
    (overlay) => overlay.code !== 'pinned' && overlay.removed.includes(pin?.detail ?? input.wanted ?? ''),
  );
  if (against !== undefined)
    return against.code === 'capability' ? `capability:${codeOf(against.detail)}` : against.code;
  return pin === undefined ? input.ruleReason : pin.code;
}

function codeOf(detail: string | undefined): string {
  return detail?.split(':', 1)[0] ?? 'unknown';
}
