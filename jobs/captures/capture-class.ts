import type { Signals } from '../../src/core/index.ts';
import type { ReadTurn } from '../../src/wire/index.ts';

/** The kind of request a capture is, as a person reading it would say. */
export function classOf({ turn }: ReadTurn, signals: Signals): string {
  const who = signals.subagent ? 'subagent ' : '';
  if (signals.sideCall !== undefined) return `${who}${signals.sideCall}`;
  if (turn.settings.thread?.type === 'continue') return `${who}thread continued`;
  if (signals.toolResults === 0) return `${who}${signals.turnsSoFar === 0 ? 'initial' : 'follow-up'}`;
  const kinds = new Set(signals.toolKeys.map(({ key }) => kindOf(key)));
  return `${who}after ${[...kinds].join(' and ')}`;
}

const reads = new Set(['Read', 'read_file']);
const shells = new Set(['Bash', 'run_shell_command']);

function kindOf(key: string): string {
  const tool = key.split(':', 1)[0] ?? key;
  if (reads.has(tool)) return 'a read';
  if (shells.has(tool)) return 'a shell command';
  return tool === 'Agent' ? 'an agent' : 'a tool';
}
