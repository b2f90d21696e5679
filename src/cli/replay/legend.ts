import type { ReplayFlags } from './flags.ts';

/** Turns in all, and those whose shared prefix no cache showed. */
export interface Coverage {
  readonly turns: number;
  readonly estimated: number;
}

/** What the figures are: recorded, modelled, held fixed. */
export function legend({ secondWorth, cacheModel, keepWarm }: ReplayFlags, { turns, estimated }: Coverage): string {
  const caches =
    cacheModel === 'simple' ? 'all that prompts share' : 'looked for within 20 blocks of the last breakpoint';
  const worth = secondWorth > 0 ? `, a second being worth $${secondWorth}` : '';
  const lines = [
    'Recorded: turns, their times and tokens, and which are simple (in transcripts by the rules of the settings).',
    `Modelled: each model's own cache (${caches}; 300 s from a request's start), and all seconds.`,
    'Dollars are list prices; percentages are of always-reasoning on the same turns.',
    `"of oracle" is the share of what the optimum in hindsight saves${worth}.`,
    'Turn and token counts are held fixed, so every saving is an upper bound.',
  ];
  if (keepWarm !== undefined)
    lines.push(`Pings: every 285 s for the reasoning tier's cache, at most ${keepWarm} while nobody comes back.`);
  if (estimated > 0)
    lines.push(
      `In ${estimated} of ${turns} turns no warm cache shows what the prompt shares with the one before: taken to be all of that one.`,
    );
  return lines.join('\n');
}
