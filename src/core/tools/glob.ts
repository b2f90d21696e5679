/*
 * Globs with `*` and `**`, run as a set of positions so that the cost is text times pattern and never more: patterns meet
 * text that models wrote, and backtracking would let a long command stall a decision. A run can be fed in pieces, which
 * is how a command with unknown words is tried against a pattern.
 */

const star = -1;
const doubleStar = -2;

/** A compiled glob: UTF-16 code units and wildcards, and for each position what is alive with it. */
export interface Glob {
  readonly tokens: readonly number[];
  readonly reach: readonly GlobState[];
}

/** Positions that are alive after some text; empty: nothing that follows can match. */
export type GlobState = readonly number[];

/** Compiles a glob; everything but `*` and `**` stands for itself. */
export function compileGlob(text: string): Glob {
  const tokens: number[] = [];
  for (const piece of text.split(/(\*+)/)) {
    if (piece.startsWith('*')) tokens.push(piece === '*' ? star : doubleStar);
    else for (let index = 0; index < piece.length; index += 1) tokens.push(piece.charCodeAt(index));
  }
  const reach: GlobState[] = [[tokens.length]];
  for (let position = tokens.length - 1; position >= 0; position -= 1) {
    const isWildcard = tokens[position] === star || tokens[position] === doubleStar;
    // A wildcard may match nothing: where it is alive, so is what follows it.
    reach.unshift(isWildcard ? [position, ...(reach[0] ?? [])] : [position]);
  }
  return { tokens, reach };
}

/** The state before any text. */
export function startGlob(glob: Glob): GlobState {
  return close(glob, [0]);
}

const nowhere: GlobState = [];

/** Feeds text to a run. `*` does not pass the barrier character, where one is given; `**` passes everything. */
export function feedGlob(
  glob: Glob,
  state: GlobState,
  { text, barrier }: { text: string; barrier?: string },
): GlobState {
  const blocked = barrier?.charCodeAt(0);
  let current = state;
  for (let index = 0; index < text.length && current.length > 0; index += 1) {
    // What is left changes nothing any more.
    if (blocked === undefined && takesAnything(glob, current)) return current;
    const unit = text.charCodeAt(index);
    const [only] = current;
    if (only !== undefined && current.length === 1 && glob.tokens[only] === unit) {
      current = glob.reach[only + 1] ?? nowhere;
      continue;
    }
    const next: number[] = [];
    for (const position of current) {
      const token = glob.tokens[position];
      if (token === doubleStar || (token === star && unit !== blocked)) next.push(position);
      else if (token === unit) next.push(position + 1);
    }
    current = close(glob, next);
  }
  return current;
}

/** Feeds any text, of any length, that holds no barrier character. */
export function feedUnknown(glob: Glob, state: GlobState, barrier: string): GlobState {
  const blocked = barrier.charCodeAt(0);
  const alive: number[] = [];
  for (const start of state) {
    for (let position = start; position <= glob.tokens.length; position += 1) {
      alive.push(position);
      if (glob.tokens[position] === blocked) break;
    }
  }
  return close(glob, alive);
}

/** Whether the text fed so far is matched. */
export function acceptsGlob(glob: Glob, state: GlobState): boolean {
  return state.includes(glob.tokens.length);
}

/** Whether whatever may still come is matched: a last wildcard is alive. (One that minds no barrier.) */
export function takesAnything(glob: Glob, state: GlobState): boolean {
  const last = glob.tokens.length - 1;
  return (glob.tokens[last] === star || glob.tokens[last] === doubleStar) && state.includes(last);
}

/** Whether a glob matches a whole text. */
export function matchesGlob(glob: Glob, text: string, barrier?: string): boolean {
  return acceptsGlob(glob, feedGlob(glob, startGlob(glob), barrier === undefined ? { text } : { text, barrier }));
}

function close(glob: Glob, positions: readonly number[]): GlobState {
  const [first] = positions;
  if (first === undefined) return positions;
  if (positions.length === 1) return glob.reach[first] ?? positions;
  return [...new Set(positions.flatMap((position) => glob.reach[position] ?? []))];
}
