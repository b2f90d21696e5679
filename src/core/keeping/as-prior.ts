import type { Count, ReturnModel } from './return-model.ts';

/** Strangers' waits weigh this much of a deployment's own: enough to start with, little enough to be outgrown. */
const weight = 0.5;

/** A model fitted on other people's waits as one to start from and to learn on. */
export function asPrior(model: ReturnModel): ReturnModel {
  const { base, factors } = model;
  return {
    ...model,
    base: {
      tool_use: base.tool_use.map(lighter),
      end_turn: base.end_turn.map(lighter),
      other: base.other.map(lighter),
      subagent: base.subagent.map(lighter),
    },
    factors: {
      lastLapse: lighterLevels(factors.lastLapse),
      turns: lighterLevels(factors.turns),
      prefix: lighterLevels(factors.prefix),
    },
    kept: model.kept.map(lighter),
  };
}

function lighter({ seen, of }: Count): Count {
  return { seen: seen * weight, of: of * weight };
}

function lighterLevels(levels: Readonly<Record<string, Count>>): Readonly<Record<string, Count>> {
  return Object.fromEntries(Object.entries(levels).map(([level, count]) => [level, lighter(count)]));
}
