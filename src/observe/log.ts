import { Console } from 'node:console';
import { type Logger, pino } from 'pino';
import { clockTime } from './clock-time.ts';
import { plainText } from './plain-text.ts';
import { redactSecrets } from './redact.ts';

/** The process's own log, for what is not a turn: start, reload, trouble. */
export type Log = Logger;

/** How the process's log is written. */
export interface LogOptions {
  /** The least level that is written; default `info`. */
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** `json` (default): one object a line. `text`: `21:04:11 warn message {fields}`. */
  readonly format?: 'text' | 'json';
  /** Takes each line, without its line feed. Default: standard error, so that standard output stays free for data. */
  readonly write?: (line: string) => void;
  readonly now?: () => number;
}

/** Of a line of text, stack traces included. */
const longestLine = 16_000;

/** Creates the process's log. No line leaves it with a credential in it (see `redactSecrets`). */
export function createLog({ level = 'info', format = 'json', write, now = Date.now }: LogOptions = {}): Log {
  const output = write ?? standardError();
  const toLine = format === 'json' ? (line: string) => line : textOf;
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: redactSecrets },
    },
    { write: (line: string) => output(toLine(line.trimEnd())) },
  );
}

/** Written at once, so that the last line before an exit is not lost; a broken standard error is not an error of ours. */
function standardError(): (line: string) => void {
  const output = new Console(process.stderr);
  return (line) => output.log(line);
}

function textOf(line: string): string {
  const { level, time, msg, ...fields }: { level: string; time: string; msg?: string } = JSON.parse(line);
  const rest = Object.keys(fields).length === 0 ? undefined : JSON.stringify(fields);
  const parts = [clockTime(Date.parse(time)), level, msg, rest].filter((part) => part !== undefined);
  return plainText(parts.join(' '), longestLine);
}
