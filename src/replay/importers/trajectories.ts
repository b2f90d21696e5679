import { parseTrajectory, type Trajectory } from '../trajectory.ts';
import { linesOf, parseJson } from './lines.ts';

/** What reading tells while it goes on. */
export interface ReadingProgress {
  /** Bytes of the file read so far. */
  readonly onBytes?: (read: number) => void;
  /** A line that is no conversation, by its number from 1. */
  readonly onUnreadable?: (line: number) => void;
}

/** The conversations of a trajectory file, one a line; other lines are told and passed over. */
export async function* readTrajectories(path: string, progress: ReadingProgress = {}): AsyncGenerator<Trajectory> {
  let number = 0;
  for await (const line of linesOf(path, progress.onBytes)) {
    number += 1;
    const trajectory = parseTrajectory(parseJson(line));
    if (trajectory === undefined) progress.onUnreadable?.(number);
    else yield trajectory;
  }
}
