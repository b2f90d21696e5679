import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import { totalOf } from './compare.ts';
import { runTasks } from './run-tasks.ts';
import { scenarios } from './scenarios/index.ts';
import { type Surface, surfaces } from './seats.ts';
import { setStage } from './stage.ts';

async function play(through: Surface) {
  const problems: string[] = [];
  const onProblem = (message: string) => void problems.push(message);
  const stage = await setStage({ scenarios, upstream: { timeScale: 0 }, environment: {}, onProblem });
  onTestFinished(() => stage.close());
  const { signal } = new AbortController();
  const { conversations, failures } = await runTasks(scenarios, { stage, Client: Anthropic, signal, through });
  expect([failures, problems]).toEqual([[], []]);
  // What the baseline would have taken is fitted to measured times, which no two runs share.
  const turns = conversations.map(({ turns }) => turns.map(({ baselineSeconds: _measured, ...turn }) => turn));
  return { totals: totalOf(conversations), turns };
}

describe('the three surfaces', () => {
  test('route the same tasks to the same totals, turn by turn', async () => {
    const [gateway, ...others] = await Promise.all(surfaces.map(play));
    expect(gateway?.totals.turnsByTier).toMatchObject({ reasoning: expect.any(Number), execution: expect.any(Number) });
    for (const other of others) {
      expect(other.totals).toEqual(gateway?.totals);
      expect(other.turns).toEqual(gateway?.turns);
    }
  });
});
