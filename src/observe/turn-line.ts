import type { Attempt, TurnEvent } from '../core/index.ts';
import { clockTime } from './clock-time.ts';
import { dollars } from './dollars.ts';
import { plainText } from './plain-text.ts';
import { stayOf, stayText } from './stay-text.ts';
import { sumTokens, type TokenSum } from './tokens.ts';

/** How the parts of a line are coloured; the default leaves text as it is. */
export interface Paint {
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

/**
 * A turn as one line for people, in local time:
 *
 *   21:04:11 c3f9 simple_tools -> execution claude-haiku-5-5 200 1.2k in (1.1k cached) 84 out 640 ms $0.0042, saved $0.0110
 *
 * `reason (rule's reason)` where something went against the rule; where that was the arithmetic, what it found:
 * `simple_tools, stayed: going costs $0.047, saves $0.003`; `would ->` in observe mode, with what was served;
 * `escalated (verdict) to` with who answered in the end. Unknown tokens and costs are said to be unknown; what is
 * saved is against a modelled baseline. Names come from clients, so
 * whatever could move a terminal's cursor is replaced.
 */
export function turnLine(event: TurnEvent, paint: Paint): string {
  const parts = [
    paint.dim(clockTime(event.startedAtMs)),
    paint.dim(shortId(event.conversationId)),
    reason(event),
    direction(event, paint),
    outcome(event, paint),
    ...tokens(sumTokens(event.attempts)),
    paint.dim(duration(event.durationMs)),
    money(event, paint),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function reason({ decision }: TurnEvent): string {
  const stay = stayOf(decision);
  if (stay !== undefined) return `${plainText(decision.ruleReason)}, stayed: ${stayText(stay)}`;
  const own = plainText(decision.reason);
  return decision.ruleReason === decision.reason ? own : `${own} (${plainText(decision.ruleReason)})`;
}

/** Cost and signed saving; nothing where no call was made. */
function money({ attempts, bill }: TurnEvent, paint: Paint): string {
  if (attempts.length === 0) return '';
  const { costNanoUsd, savedNanoUsd } = bill ?? {};
  if (costNanoUsd === undefined) return 'cost unknown';
  const cost = dollars(costNanoUsd);
  if (savedNanoUsd === undefined) return `${cost}, saving unknown`;
  if (savedNanoUsd < 0) return `${cost}, ${paint.bad(`cost ${dollars(-savedNanoUsd)} more`)}`;
  const saved = `saved ${dollars(savedNanoUsd)}`;
  return `${cost}, ${savedNanoUsd > 0 ? paint.good(saved) : saved}`;
}

function direction(event: TurnEvent, paint: Paint): string {
  const { decision, mode, servedTier, servedModel } = event;
  const arrow = mode === 'observe' ? 'would ->' : '->';
  const decided = `${arrow} ${paint.strong(plainText(decision.tier))} ${plainText(decision.model)}`;
  if (mode === 'observe') return `${decided}, served ${plainText(servedModel)}`;
  const verdict = event.attempts.find((attempt) => attempt.verdict !== undefined)?.verdict;
  const why = verdict === undefined ? '' : ` (${plainText(verdict.reason)})`;
  const answered = `to ${paint.strong(plainText(servedTier))} ${plainText(servedModel)}`;
  switch (event.attempts.at(-1)?.purpose) {
    case 'escalation':
      return `${decided}, ${paint.bad('escalated')}${why} ${answered}`;
    case 'hedge':
      return `${decided}, hedged${why} ${answered}`;
    default:
      return decided;
  }
}

/** The status, and how the last call went wrong, if it did. */
function outcome({ status, attempts }: TurnEvent, paint: Paint): string {
  const last = attempts.at(-1);
  const trouble = last === undefined ? undefined : troubleOf(last);
  const text = [status, trouble].filter((part) => part !== undefined).join(' ');
  return status === 200 && trouble === undefined ? paint.good(text) : paint.bad(text);
}

function troubleOf({ end, errorType }: Attempt): string | undefined {
  if (end === 'complete') return undefined;
  return plainText(errorType ?? end);
}

function tokens(sum: TokenSum): readonly string[] {
  const missing = sum.unknown === 0 ? [] : [`(usage of ${sum.unknown} unknown)`];
  if (sum.known === 0) return missing;
  const cached = sum.cacheReadTokens === 0 ? '' : ` (${short(sum.cacheReadTokens)} cached)`;
  return [`${short(sum.promptTokens)} in${cached}`, `${short(sum.outputTokens)} out`, ...missing];
}

/** The last four characters: ids that begin with a name or a time differ at their end. */
function shortId(id: string): string {
  return plainText(id.slice(-4));
}

function short(tokens: number): string {
  if (tokens < 1_000) return String(tokens);
  const [value, unit] = tokens < 999_950 ? [tokens / 1_000, 'k'] : [tokens / 1_000_000, 'M'];
  return `${value.toFixed(1).replace('.0', '')}${unit}`;
}

function duration(ms: number): string {
  return ms < 9_999.5 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
