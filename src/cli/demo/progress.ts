/** Tells how the demo goes on, while it does: every turn to someone who watches, else a line a conversation. */
import { reasoningTier, type Usage } from '../../core/index.ts';
import type { Terminal } from '../terminal.ts';
import type { Colors } from './colors.ts';
import type { ConversationComparison, RoutedTurn } from './compare.ts';
import { seconds, signedPercent, signedUsd, tokens, usd } from './figures.ts';
import type { Audience } from './run-tasks.ts';
import { letterOf } from './table.ts';

/** Writes progress as notes. */
export function createProgress(terminal: Terminal, colors: Colors, taskCount: number): Audience {
  const heading = (number: number, id: string) =>
    `${`${number}/${taskCount}`.padStart(5)}  ${colors.bold(id.padEnd(13))}`;
  const failed = (problem: string) => colors.red(`did not end as scripted: ${problem}`);
  if (!terminal.isInteractive) {
    return {
      onCompared: (number, compared) => terminal.note(`${heading(number, compared.id)} ${outcome(compared, colors)}`),
      onFailed: (number, { id, problem }) => terminal.note(`${heading(number, id)} ${failed(problem)}`),
    };
  }
  return {
    onTask: (number, { id, title }) => terminal.note(`${heading(number, id)} ${colors.dim(title)}`),
    onTurn: (turn) => terminal.note(turnLine(turn, colors)),
    onCompared: (_number, compared) => terminal.note(`${' '.repeat(6)}${outcome(compared, colors)}`),
    onFailed: (_number, { problem }) => terminal.note(`${' '.repeat(6)}${failed(problem)}`),
  };
}

/** One answered turn on one line of at most 100 columns: tier and model, tokens, time, cost, and what the bill says was saved. */
export function turnLine(turn: RoutedTurn, colors: Colors): string {
  const { tier, model, reason } = turn;
  const paint = tier === reasoningTier ? colors.magenta : colors.cyan;
  return [
    `${String(turn.turn).padStart(4)}  ${reason.padEnd(17)}`,
    paint(`${letterOf(tier)} ${model.replace('claude-', '').padEnd(10)}`),
    colors.dim(tokensOf(turn.usage).padEnd(29)),
    seconds(turn.seconds).padStart(6),
    usd(turn.costNanoUsd).padStart(8),
    savingPaint(turn, colors)(signedUsd(turn.savedNanoUsd).padStart(9)),
  ].join('  ');
}

function savingPaint({ savedNanoUsd = 0 }: RoutedTurn, colors: Colors): (text: string) => string {
  if (savedNanoUsd === 0) return colors.dim;
  return savedNanoUsd > 0 ? colors.green : colors.red;
}

function outcome({ routed, alwaysReasoning, saved, turns }: ConversationComparison, colors: Colors): string {
  const paint = (saved.nanoUsd ?? 0) < 0 ? colors.red : colors.green;
  const cost = `${usd(routed.costNanoUsd)} instead of ${usd(alwaysReasoning.costNanoUsd)}`;
  const time = `${seconds(routed.seconds)} instead of ${seconds(alwaysReasoning.seconds)}`;
  return `${turns.length} turns, ${cost} (${paint(`${signedPercent(saved.percent)} saved`)}), ${time}`;
}

function tokensOf(usage: Usage | undefined): string {
  if (usage === undefined) return 'usage unknown';
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = usage;
  const input = tokens(inputTokens + cacheReadTokens + cacheWriteTokens);
  const cached = `(${tokens(cacheReadTokens)} cached)`;
  return `${input.padStart(5)} in ${cached.padEnd(13)} ${tokens(outputTokens).padStart(4)} out`;
}
