import picocolors from 'picocolors';
import { pino } from 'pino';
import type { Sink, TurnEvent } from '../core/index.ts';
import { LineWriter } from './line-writer.ts';
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
 * One line a turn. It holds no credential, nothing a message said, and no user. Lines that cannot be written are
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
  return {
    name: 'turn-log',
    tell: (event) => {
      try {
        if (lost > 0) output.write(lines.lost(lost, lostBecause));
        lost = 0;
        output.write(lines.turn(event));
      } catch (thrown) {
        onLost(1, thrown instanceof Error ? thrown.message : String(thrown));
      }
    },
    close: async () => {
      if (output instanceof LineWriter) await output.close();
    },
  };
}

interface Lines {
  readonly turn: (event: TurnEvent) => string;
  readonly lost: (count: number, because: string) => string;
}

function textLines(color: boolean): Lines {
  const colors = picocolors.createColors(color);
  const paint: Paint = { dim: colors.dim, strong: colors.cyan, good: colors.green, bad: colors.yellow };
  return {
    turn: (event) => turnLine(event, paint),
    lost: (count, because) => colors.yellow(`${count} turns were not logged: ${plainText(because)}`),
  };
}

/** Pino writes into `line`, so that one output serves both formats. */
function jsonLines(): Lines {
  let line = '';
  const logger = pino(
    { base: null, timestamp: false, formatters: { level: (label) => ({ level: label }) } },
    {
      write: (text: string) => {
        line = text.trimEnd();
      },
    },
  );
  return {
    turn: (event) => {
      logger.info(turnFields(event), 'turn');
      return line;
    },
    lost: (count, because) => {
      logger.warn({ lost: count, because }, 'turns were not logged');
      return line;
    },
  };
}
