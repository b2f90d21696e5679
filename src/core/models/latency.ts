import { capabilitiesOf } from './model-table.ts';

/** Seconds of a turn: a constant, then per token of new input, cached input and output. */
export interface LatencyModel {
  readonly baseSeconds: number;
  readonly secondsPerNewToken: number;
  readonly secondsPerCachedToken: number;
  readonly secondsPerOutputToken: number;
}

/** Two fits of one model; `short` holds for prompts under `shortPromptBelowTokens`. */
export interface LatencyModels {
  readonly short: LatencyModel;
  readonly long: LatencyModel;
}

/** Prompts shorter than this take the `short` fit. */
export const shortPromptBelowTokens = 8_000;

function linear(base: number, per: { new1k: number; cached100k: number; output100: number }): LatencyModel {
  return {
    baseSeconds: base,
    secondsPerNewToken: per.new1k / 1_000,
    secondsPerCachedToken: per.cached100k / 100_000,
    secondsPerOutputToken: per.output100 / 100,
  };
}

/**
 * L1 fits on recorded traffic of Sonnet 4.5 and Haiku 4.5 (2026-11): whole replies, thinking included. No figures were
 * found for other models, so every Haiku takes the one and every other model the other: modelled, not measured.
 */
const sonnet: LatencyModels = {
  short: linear(2.2, { new1k: 0, cached100k: 0, output100: 1.02 }),
  long: linear(1.57, { new1k: 0.018, cached100k: 1.16, output100: 1.418 }),
};
const haiku: LatencyModels = {
  short: linear(0.7, { new1k: 0, cached100k: 0, output100: 0.4 }),
  long: linear(0.11, { new1k: 0.018, cached100k: 1.55, output100: 0.881 }),
};

/** The fits to use for a model: by its family. */
export function latencyModelsOf(modelId: string): LatencyModels {
  return capabilitiesOf(modelId)?.family === 'haiku' ? haiku : sonnet;
}

/** What is needed of a turn to say how long it takes. */
export interface TimedTurn {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

/** Whether a model's fits are its dated prior for prompts of this length. */
export function isLatencyPrior(modelId: string, fits: LatencyModels, inputTokens: number): boolean {
  return fitFor(fits, inputTokens) === fitFor(latencyModelsOf(modelId), inputTokens);
}

function fitFor({ short, long }: LatencyModels, inputTokens: number): LatencyModel {
  return inputTokens < shortPromptBelowTokens ? short : long;
}

/** Seconds from request to the reply's end, modelled. */
export function secondsOf(fits: LatencyModels, turn: TimedTurn): number {
  const model = fitFor(fits, turn.inputTokens);
  return (
    model.baseSeconds +
    model.secondsPerNewToken * (turn.inputTokens - turn.cachedTokens) +
    model.secondsPerCachedToken * turn.cachedTokens +
    model.secondsPerOutputToken * turn.outputTokens
  );
}
