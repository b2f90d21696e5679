import picocolors from 'picocolors';
import type { PingEvent, Sink, TurnEvent } from '../core/index.ts';
import { LineWriter } from './line-writer.ts';
import { pingFields } from './ping-fields.ts';
import { pingLine } from './ping-line.ts';
import { plainText } from './plain-text.ts';
import { turnFields } from './turn-fields.ts';
import { type Paint, turnLine } from './turn-line.ts';

/** How turns are logged. */
export interface TurnLogOptions {
  /** `text`: a line for people (`turnLine`). `json`: an object with the fields of `TurnFields`. */
  readonly format: 'text' | 'json';
  /** Takes each line, without its line feed; default standard output. */
  readonly write?: (line: string) => void;
  /** Colours in `text`; default: where standard output is a terminal that has them. */
  readonly color?: boolean;
}

/**
 * One line a turn, and one a ping. It holds no credential, nothing a message said, and no user. Lines that cannot be written are
 * counted, and the next one that can be is preceded by how many were lost, and why.
 */
export function createTurnLog({ format, write, color }: TurnLogOptions): Sink {
  let lost = 0;
  let lostBecause = '';
  const onLost = (lines: number, because: string) => {
    lost += lines;
    lostBecause = because;
  };
  const output = write === undefined ? new LineWriter(1, onLost) : { write };
  const colored = color ?? (write === undefined && picocolors.isColorSupported);
  const lines = format === 'json' ? jsonLines() : textLines(colored);
  const writeLine = (line: () => string) => {
    try {
      if (lost > 0) output.write(lines.lost(lost, lostBecause));
      lost = 0;
      output.write(line());
    } catch (thrown) {
      onLost(1, thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  return {
    name: 'turn-log',
    tell: (event) => writeLine(() => lines.turn(event)),
    tellPing: (event) => writeLine(() => lines.ping(event)),
    close: async () => {
      if (output instanceof LineWriter) await output.close();
    },
  };
}

interface Lines {
  readonly turn: (event: TurnEvent) => string;
  readonly ping: (event: PingEvent) => string;
  readonly lost: (count: number, because: string) => string;
}

function textLines(color: boolean): Lines {
  const colors = picocolors.createColors(color);
  const paint: Paint = { dim: colors.dim, strong: colors.cyan, good: colors.green, bad: colors.yellow };
  return {
    turn: (event) => turnLine(event, paint),
    ping: (event) => pingLine(event, paint),
    lost: (count, because) => colors.yellow(`${count} turns were not logged: ${plainText(because)}`),
  };
}

/** As pino would write them, level first and message last: the same order for whoever reads both logs. */
function jsonLines(): Lines {
  const line = (fields: object, message: string) =>
    `{"level":"info",${JSON.stringify(fields).slice(1, -1)},"msg":"${message}"}`;
  return {
    turn: (event) => line(turnFields(event), 'turn'),
    ping: (event) => line(pingFields(event), 'ping'),
    lost: (count, because) => JSON.stringify({ level: 'warn', lost: count, because, msg: 'turns were not logged' }),
  };
}
