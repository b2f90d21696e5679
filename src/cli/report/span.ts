import { InvalidArgumentError } from 'commander';
import type { TimeSpan } from '../../record/index.ts';
import { CommandError, exitCode } from '../exit.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** The flags that say which turns a report is of. */
export interface SpanFlags {
  readonly since?: number;
  readonly until?: number;
  readonly days?: number;
}

/** The span that the flags ask for; none: everything that was recorded. A usage error where they contradict each other. */
export function spanOf({ since, until, days }: SpanFlags, nowMs: number): TimeSpan {
  if (days !== undefined && since !== undefined)
    throw new CommandError('--days and --since both say where to begin: give one of them', exitCode.usage);
  const sinceMs = days === undefined ? since : (until ?? nowMs) - days * dayMs;
  if (sinceMs !== undefined && until !== undefined && sinceMs >= until)
    throw new CommandError('--since must be before --until', exitCode.usage);
  return {
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(until === undefined ? {} : { untilMs: until }),
  };
}

/** A day or a time, ISO 8601; a day begins at 00:00 UTC. */
export function parseTime(text: string): number {
  const atMs = Date.parse(text);
  if (!/^\d{4}-/.test(text) || Number.isNaN(atMs))
    throw new InvalidArgumentError('must be a date like 2026-11-22 or a time like 2026-11-22T18:00Z.');
  return atMs;
}

/** A number of days above 0; a part of one counts. */
export function parseDays(text: string): number {
  const days = Number(text);
  if (text.trim() === '' || !Number.isFinite(days) || days <= 0)
    throw new InvalidArgumentError('must be a number of days above 0.');
  return days;
}
