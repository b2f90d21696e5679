import { latencyModelsOf } from '../core/index.ts';
import { BoundedMap } from './bounded-map.ts';

/** Replies of a model that are remembered, and how many of them a quantile needs. */
const remembered = 200;
const enough = 20;

/** What stands for a quantile until enough was seen: so many times the modelled time to the first token. */
const priorPatience = 2;

/** How long models take to their first byte here: the last streamed replies of each, as they were measured. */
export class FirstTokenTimes {
  readonly #byModel = new BoundedMap<string, number[]>(256);

  observe(model: string, firstByteMs: number): void {
    const times = this.#byModel.get(model) ?? [];
    if (times.length >= remembered) times.shift();
    times.push(firstByteMs);
    this.#byModel.set(model, times);
  }

  /** A quantile of a model's time to first byte; modelled while too little was seen. */
  quantileMs(model: string, quantile: number): number {
    const times = this.#byModel.get(model) ?? [];
    if (times.length < enough) return latencyModelsOf(model).short.baseSeconds * 1000 * priorPatience;
    const sorted = times.toSorted((one, other) => one - other);
    return sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? 0;
  }
}
