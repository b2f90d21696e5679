import type { RecordedTurn, Trajectory } from '../../src/replay/index.ts';

/** Pings are due after 285 s, caches live 300: a gap between would be kept by the gateway and not by replay's accounting. */
const betweenSeconds = [280, 305] as const;

/** The longest conversations that are played, in turns and in tokens of all their prompts together. */
const most = { turns: 60, promptTokens: 4_000_000 };

/**
 * A sample of the traces that holds pauses: conversations of people (no subagents) with a gap over five minutes and not too
 * long to be sent over sockets, every `nth` of them. Their timing, sizes and endings are the recording's; prompts that were
 * rewritten are made to grow instead, so that gateway and replay see the same caches.
 */
export function sampleOf(traces: readonly Trajectory[], nth: number): readonly Trajectory[] {
  const fit = traces.filter((trace) => trace.subagent === undefined && isShort(trace) && hasPause(trace));
  return fit.filter((_, index) => index % nth === 0).map(grown);
}

function isShort({ turns }: Trajectory): boolean {
  const promptTokens = turns.reduce((sum, { inputTokens }) => sum + inputTokens, 0);
  return turns.length >= 3 && turns.length <= most.turns && promptTokens <= most.promptTokens;
}

function hasPause({ turns }: Trajectory): boolean {
  const gaps = turns.slice(1).map(({ atSeconds }, index) => atSeconds - (turns[index]?.atSeconds ?? 0));
  const isClear = gaps.every((gap) => gap < betweenSeconds[0] || gap > betweenSeconds[1]);
  return isClear && gaps.some((gap) => gap > betweenSeconds[1]);
}

/** Each prompt begins with the whole one before it and is longer by what the recording says, at least by a line. */
function grown(trace: Trajectory): Trajectory {
  const turns: RecordedTurn[] = [];
  for (const turn of trace.turns) {
    const before = turns.at(-1)?.inputTokens ?? 0;
    const inputTokens = Math.max(turn.inputTokens, before + 200);
    turns.push({ ...turn, inputTokens, sharedPrefixTokens: before });
  }
  return { ...trace, turns };
}
