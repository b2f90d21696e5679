import { expect, it } from 'vitest';
import { compilePolicy, parseSettings } from '../policy/index.ts';

function choiceOf(settings: object) {
  const parsed = parseSettings(settings);
  const compiled = parsed.ok ? compilePolicy(parsed.settings) : parsed;
  return compiled.ok && 'policy' in compiled ? compiled.policy.choice : undefined;
}

it.each([
  ['money alone counts: doubt speaks for staying', {}, { margin: 0.05, maxExtraCostPercent: 2, secondNanoUsd: 0 }],
  [
    'a second is worth something: doubt speaks for speed',
    { objective: 'balanced' },
    { margin: -1.25, maxExtraCostPercent: 10, secondNanoUsd: 2_000_000 },
  ],
  [
    'a worth of its own',
    { secondWorthUsd: 0.01 },
    { margin: -1.25, maxExtraCostPercent: 10, secondNanoUsd: 10_000_000 },
  ],
  [
    'what the settings say themselves goes before both',
    { objective: 'latency', margin: 0, maxExtraCostPercent: 1 },
    { margin: 0, maxExtraCostPercent: 1, secondNanoUsd: 10_000_000 },
  ],
])('%s', (_what, settings, choice) => {
  expect(choiceOf(settings)).toMatchObject(choice);
});
