import picocolors from 'picocolors';

/** Paints text for a terminal. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** Colours for a stream: only for a terminal, and not where `NO_COLOR` is set. */
export function colorsFor(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): Colors {
  return picocolors.createColors(isTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb');
}
