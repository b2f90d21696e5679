import type { Terminal } from '../terminal.ts';
import type { RoutedTurn } from './compare.ts';

/** A terminal that keeps what is written. */
export function listeningTerminal(
  isInteractive = false,
): Terminal & { readonly written: string[]; readonly noted: string[] } {
  const written: string[] = [];
  const noted: string[] = [];
  return {
    written,
    noted,
    isInteractive,
    out: (text) => void written.push(text),
    note: (text) => void noted.push(text),
  };
}

/** A routed turn; a tenth of a cent and a second unless told otherwise. */
export function routedTurn(parts: Partial<RoutedTurn> = {}): RoutedTurn {
  return {
    turn: 1,
    reason: 'simple_tools',
    ruleReason: 'simple_tools',
    tier: 'execution',
    model: 'claude-haiku-5-5',
    usage: { inputTokens: 10, cacheReadTokens: 2_000, cacheWriteTokens: 300, outputTokens: 40 },
    costNanoUsd: 1_000_000,
    seconds: 1,
    ...parts,
  };
}
