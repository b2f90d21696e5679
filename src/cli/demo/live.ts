import { maxTurns } from './assistant.ts';
import { type TurnCost, totalOf } from './compare.ts';
import { usd } from './figures.ts';
import { type Cast, runTasks } from './run-tasks.ts';
import { scenarios } from './scenarios/index.ts';
import { type Stage, setStage } from './stage.ts';

/**
 * What is said before the real API is called: that it is, and about what it costs. For the estimate the same tasks are
 * played on the simulator first, without waiting.
 */
export async function liveNotice(stage: Stage, cast: Omit<Cast, 'stage'>): Promise<string> {
  const { routed, alwaysReasoning } = await rehearse(cast);
  return [
    `This calls the real API at ${stage.upstreamUrl} with your key: ${scenarios.length} tasks, each twice.`,
    `On the simulator they cost ${usd(routed.costNanoUsd)} routed and ${usd(alwaysReasoning.costNanoUsd)} not. Real models think and write more:`,
    `expect several times that. No conversation goes beyond ${maxTurns} turns a run. Ctrl-C stops it.\n`,
  ].join('\n');
}

async function rehearse(cast: Omit<Cast, 'stage'>): Promise<Record<'routed' | 'alwaysReasoning', TurnCost>> {
  const stage = await setStage({ scenarios, upstream: { timeScale: 0 }, environment: {}, onProblem: () => undefined });
  try {
    const { conversations } = await runTasks(scenarios, { ...cast, stage });
    return totalOf(conversations);
  } finally {
    await stage.close();
  }
}
