import type { Condition } from '../policy/settings.ts';
import type { Signals } from '../signals.ts';
import { compileGlob, matchesGlob } from '../tools/index.ts';

/**
 * One rule: when its condition holds and no earlier rule's did, its tiers may answer the turn. `allow` names tiers in
 * order of preference, or `as_asked`. A condition is data, or in the library a function; a function that throws counts
 * as not matching and is named in the decision.
 */
export interface Rule {
  readonly reason: string;
  /** All given members must hold, or the function say so. */
  readonly when: Condition | ((signals: Signals) => boolean);
  readonly allow: 'as_asked' | readonly string[];
  /** What the condition says, for people. */
  readonly meaning?: string | undefined;
}

/** Whether a rule's condition holds. May throw only what a user's function throws. */
export function ruleHolds(rule: Rule, signals: Signals): boolean {
  return typeof rule.when === 'function' ? rule.when(signals) : conditionHolds(rule.when, signals);
}

/** Whether every member of a condition holds. A range over an unknown figure does not hold, nor a name test over an unknown name. */
export function conditionHolds(condition: Condition, signals: Signals): boolean {
  return (
    isEqual(condition.managed, signals.managed) &&
    isEqual(condition.sideCall, signals.sideCall !== undefined) &&
    isEqual(condition.toolResults, signals.toolResults > 0) &&
    isEqual(condition.tools, signals.tools) &&
    isEqual(condition.toolError, signals.toolErrors > 0) &&
    isEqual(condition.userSpeaks, signals.userSpeaks) &&
    isEqual(condition.stalled, signals.stalled) &&
    isEqual(condition.subagent, signals.subagent) &&
    isEqual(condition.forcedToolChoice, signals.forcedToolChoice) &&
    isWithin(condition.contextTokens, signals.contextTokens) &&
    isWithin(condition.expectedOutputTokens, signals.expectedOutputTokens) &&
    isWithin(condition.turnsSoFar, signals.turnsSoFar) &&
    isWithin(condition.hour, signals.hour) &&
    isNamed(condition.requestedModel, [signals.requestedModel]) &&
    isNamed(condition.agentType, [signals.agentType]) &&
    isNamed(condition.user, [signals.user]) &&
    isNamed(condition.cohort, [signals.cohort]) &&
    isNamed(
      condition.toolKey,
      signals.toolKeys.map((tool) => tool.key),
    )
  );
}

function isEqual<T>(wanted: T | undefined, actual: T): boolean {
  return wanted === undefined || wanted === actual;
}

function isWithin(range: Condition['contextTokens'], figure: number | undefined): boolean {
  if (range === undefined) return true;
  if (figure === undefined) return false;
  return figure >= (range.atLeast ?? -Infinity) && figure < (range.below ?? Infinity);
}

function isNamed(wanted: string | readonly string[] | undefined, names: readonly (string | undefined)[]): boolean {
  if (wanted === undefined) return true;
  const globs = typeof wanted === 'string' ? [wanted] : wanted;
  return names.some((name) => name !== undefined && globs.some((glob) => matchesGlob(compileGlob(glob), name)));
}
