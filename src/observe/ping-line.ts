import type { PingEvent } from '../core/index.ts';
import { clockTime } from './clock-time.ts';
import { roughDollars } from './dollars.ts';
import { plainText } from './plain-text.ts';
import type { Paint } from './turn-line.ts';

/**
 * A ping as one line for people, in local time, with what spoke for it:
 *
 *   21:08:56 c3f9 ping claude-sonnet-5-5 kept 100k, $0.01: idle 4:45, 62 % come back before the next lapse, a rewrite $0.24
 */
export function pingLine({ attempt, conversationId, plan, kept }: PingEvent, paint: Paint): string {
  const tokens = Math.max(0, ...kept.map((prefix) => prefix.tokens));
  const trouble = attempt.end === 'complete' ? 'did not read the cache' : plainText(attempt.errorType ?? attempt.end);
  const outcome = kept.length > 0 ? paint.good(`kept ${Math.round(tokens / 1_000)}k`) : paint.bad(trouble);
  const cost = attempt.costNanoUsd === undefined ? 'cost unknown' : roughDollars(attempt.costNanoUsd);
  const because = `idle ${clock(plan.idleMs)}, ${Math.round(100 * plan.returnProbability)} % come back before the next lapse, a rewrite ${roughDollars(plan.rewriteNanoUsd)}`;
  return [
    paint.dim(clockTime(attempt.startedAtMs)),
    paint.dim(plainText(conversationId.slice(-4))),
    `ping ${plainText(attempt.model)} ${outcome}, ${cost}:`,
    paint.dim(because),
  ].join(' ');
}

function clock(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
