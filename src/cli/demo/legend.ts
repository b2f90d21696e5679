/** What the figures of the table are: measured, modelled or scripted. Lines of at most 100 columns. */

import { requestedModel } from './assistant.ts';
import type { ConversationComparison } from './compare.ts';
import { type Surface, surfaceNames } from './seats.ts';

/** The legend under the table. */
export function renderLegend(
  conversations: readonly ConversationComparison[],
  how: { readonly simulated: boolean; readonly speed: number; readonly through: Surface },
): string {
  return [
    'R is a turn of the reasoning tier, e one of the execution tier. A minus: routing was worse.',
    '',
    'compared  Every task ran twice: straight at the upstream, where the requested model answers every',
    `          turn (always: ${requestedModel}), and ${surfaceNames[how.through]} (routed).`,
    '          Control share 0, so all are routed; by default 5 % are a control group.',
    ...(how.simulated ? simulatedLines(how.speed) : liveLines),
    'account   The gateway’s own reckoning: saved, of what the same tokens would cost at the reasoning',
    '          tier alone, from a cache of its own. Modelled, while “always” is a run that took place.',
    'decided   By the rules, which say who may answer, then by what going is expected to cost and save',
    '          over the turns to come; “stayed” where it would not pay.',
    ...dearerLines(conversations),
  ].join('\n');
}

function simulatedLines(speed: number): readonly string[] {
  return [
    'measured  Turns and tokens of both runs, as the simulator billed them, with a prompt cache per',
    '          model; cost is these tokens at list price. It counts tokens by characters, so they are',
    '          estimates of what the API would count, alike for both runs.',
    'modelled  Time: fits on recorded traffic of the 4.5 models, since no public figures exist for the',
    `          5.5 models. Shown unscaled; the demo waited ${speed} times less.`,
    'scripted  What the models say. Both say the same, so a smaller model’s extra turns or mistakes are',
    '          not seen here: --live shows them on these tasks, a control group on your own traffic.',
  ];
}

const liveLines = [
  'measured  Turns, tokens and time of both runs on the real API; cost is these tokens at list price. One',
  '          run each: models vary from run to run, in words and in turns.',
  'scripted  What the tools return.',
];

function dearerLines(conversations: readonly ConversationComparison[]): readonly string[] {
  const dearer = conversations.filter(({ saved }) => (saved.nanoUsd ?? 0) < 0).map(({ id }) => id);
  if (dearer.length === 0) return [];
  return [`dearer    ${dearer.length} of ${conversations.length} cost more routed than not: ${dearer.join(', ')}.`];
}
