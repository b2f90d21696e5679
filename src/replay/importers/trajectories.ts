import { z } from 'zod';
import { parseTrajectory } from '../trajectory.ts';
import type { Importer } from './importer.ts';
import { linesOf, parseJson } from './lines.ts';

const hasTurns = z.looseObject({ turns: z.array(z.unknown()) });

/** Trajectory files, one conversation a line, which say themselves which turns are simple. */
export const trajectoryImporter: Importer = {
  kind: 'trajectories',
  recognises: (lines) => lines.some((line) => hasTurns.safeParse(line).success),
  async *read(path, { onBytes, onUnreadable }) {
    let number = 0;
    for await (const line of linesOf(path, onBytes)) {
      number += 1;
      const trajectory = parseTrajectory(parseJson(line));
      if (trajectory === undefined) onUnreadable?.(number);
      else yield trajectory;
    }
  },
};
