import { compilePolicy, type Policy, parseSettings } from '../../src/core/index.ts';
import { readRecorded, type Trajectory } from '../../src/replay/index.ts';
import { requireShared } from '../shared-data.ts';

const root = requireShared('data/trajectories');
const ruling = defaultRuling();

/** All conversations of a recorded file. Throws at what cannot be read. */
export async function recordedIn(file: string): Promise<readonly Trajectory[]> {
  const onProblem = (problem: string): never => {
    throw new Error(problem);
  };
  const conversations: Trajectory[] = [];
  const recorded = readRecorded(`${root}/${file}.jsonl`, { ruling, onProblem });
  for await (const conversation of recorded) conversations.push(conversation);
  return conversations;
}

/** Trajectories say themselves which turns are simple; the default rules are asked for nothing. */
function defaultRuling(): Policy {
  const parsed = parseSettings({});
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  if (parsed.ok && compiled.ok) return compiled.policy;
  throw new Error(`the default settings are wrong: ${JSON.stringify(compiled)}`);
}
