/**
 * How long a model takes. The figures are L1 fits on recorded traffic of Sonnet 4.5 and Haiku 4.5 (seconds a request
 * took, against its new and cached input and its output), one fit for short prompts and one for long contexts. For all
 * other models no public figures were found: they are modelled with the 4.5 figures of their family, Opus and Fable
 * (no family figures either) with Sonnet's.
 */
import type { Model } from './model-table.ts';

/** Milliseconds: a fixed part, and parts for each token. */
interface TimeFit {
  readonly baseMs: number;
  readonly newInputMs: number;
  readonly cachedInputMs: number;
  readonly outputMs: number;
}

interface TimeModel {
  readonly short: TimeFit;
  readonly long: TimeFit;
}

/** Prompts from this size on follow the fit for long contexts. */
const longContextTokens = 8_000;

const sonnet45: TimeModel = {
  short: { baseMs: 2_200, newInputMs: 0, cachedInputMs: 0, outputMs: 10.2 },
  long: { baseMs: 1_570, newInputMs: 0.018, cachedInputMs: 0.0116, outputMs: 14.18 },
};

const haiku45: TimeModel = {
  short: { baseMs: 700, newInputMs: 0, cachedInputMs: 0, outputMs: 4 },
  long: { baseMs: 110, newInputMs: 0.018, cachedInputMs: 0.0155, outputMs: 8.81 },
};

/** What a request sends and gets, in tokens. */
export interface Workload {
  readonly newTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

/** Modelled duration of a request: until its first token, and from there to its last. */
export interface ModelledTime {
  readonly firstTokenMs: number;
  readonly generationMs: number;
}

/** The time a model takes for a workload; `factor` scales it (1 = exactly as fitted). */
export function modelledTime(model: Model, workload: Workload, factor = 1): ModelledTime {
  const fits = model.line === 'haiku' ? haiku45 : sonnet45;
  const fit = workload.newTokens + workload.cachedTokens < longContextTokens ? fits.short : fits.long;
  const firstTokenMs = fit.baseMs + fit.newInputMs * workload.newTokens + fit.cachedInputMs * workload.cachedTokens;
  return { firstTokenMs: firstTokenMs * factor, generationMs: fit.outputMs * workload.outputTokens * factor };
}
