/**
 * How fast each model is here: the dated prior's shape, scaled by what own records say. Two factors per model and context
 * band, first token and time per output token, each the running median of measured over prior: a step up or down in the
 * logarithm per observation, whatever its size, so that one hung call moves nothing.
 */
import { type LatencyModel, type LatencyModels, latencyModelsOf, shortPromptBelowTokens } from '../core/index.ts';
import { BoundedMap } from './bounded-map.ts';

/** One reply as it was measured. */
export interface TimedReply {
  readonly model: string;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Absent where the reply did not stream: then only the whole is known. */
  readonly firstByteSeconds?: number;
  readonly seconds: number;
}

interface Factor {
  logarithm: number;
  observations: number;
}

interface BandFactors {
  readonly firstToken: Factor;
  readonly perOutput: Factor;
}

/** Observations of a band before its factors are used instead of the prior. */
const enoughObservations = 20;
/** Replies too short to tell a rate from. */
const leastOutputTokens = 20;
/** What a reply that took no time counts as: faster than any model, so one step down. */
const leastRatio = 1e-6;

/** Learns from replies; bounded by the number of models. */
export class LatencyFits {
  readonly #factors = new BoundedMap<string, BandFactors>(512);

  observe(reply: TimedReply): void {
    const band = bandOf(reply.promptTokens);
    const key = `${reply.model} ${band}`;
    const factors = this.#factors.get(key) ?? { firstToken: fresh(), perOutput: fresh() };
    const prior = latencyModelsOf(reply.model)[band];
    const expectedFirst = firstTokenOf(prior, reply);
    // Not streamed: what was learnt of the first token stands for it.
    const learntFirst = expectedFirst * Math.exp(factors.firstToken.logarithm);
    const outputSeconds = reply.seconds - (reply.firstByteSeconds ?? learntFirst);
    if (reply.firstByteSeconds !== undefined) step(factors.firstToken, reply.firstByteSeconds / expectedFirst);
    if (reply.outputTokens >= leastOutputTokens)
      step(factors.perOutput, outputSeconds / (prior.secondsPerOutputToken * reply.outputTokens));
    this.#factors.set(key, factors);
  }

  /** The model's fits; `undefined` while they would be the prior in every band. */
  of(model: string): LatencyModels | undefined {
    const prior = latencyModelsOf(model);
    const short = this.#factors.get(`${model} short`);
    const long = this.#factors.get(`${model} long`);
    if (!isUsable(short) && !isUsable(long)) return undefined;
    return { short: scaled(prior.short, short), long: scaled(prior.long, long) };
  }
}

function bandOf(promptTokens: number): keyof LatencyModels {
  return promptTokens < shortPromptBelowTokens ? 'short' : 'long';
}

function firstTokenOf(model: LatencyModel, { promptTokens, cachedTokens }: TimedReply): number {
  const { baseSeconds, secondsPerNewToken, secondsPerCachedToken } = model;
  return baseSeconds + secondsPerNewToken * (promptTokens - cachedTokens) + secondsPerCachedToken * cachedTokens;
}

function fresh(): Factor {
  return { logarithm: 0, observations: 0 };
}

function step(factor: Factor, ratio: number): void {
  if (!Number.isFinite(ratio)) return;
  factor.observations += 1;
  const size = Math.max(0.02, 1 / Math.sqrt(factor.observations));
  factor.logarithm += size * Math.sign(Math.log(Math.max(ratio, leastRatio)) - factor.logarithm);
}

function isUsable(band: BandFactors | undefined): boolean {
  return band !== undefined && (isKnown(band.firstToken) || isKnown(band.perOutput));
}

function isKnown({ observations }: Factor): boolean {
  return observations >= enoughObservations;
}

/** The prior itself where nothing of the band is known: so it can be told from a fit. */
function scaled(prior: LatencyModel, band: BandFactors | undefined): LatencyModel {
  if (band === undefined || !isUsable(band)) return prior;
  const first = isKnown(band.firstToken) ? Math.exp(band.firstToken.logarithm) : 1;
  const output = isKnown(band.perOutput) ? Math.exp(band.perOutput.logarithm) : 1;
  return {
    baseSeconds: prior.baseSeconds * first,
    secondsPerNewToken: prior.secondsPerNewToken * first,
    secondsPerCachedToken: prior.secondsPerCachedToken * first,
    secondsPerOutputToken: prior.secondsPerOutputToken * output,
  };
}
