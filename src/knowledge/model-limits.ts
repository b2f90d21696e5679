import { BoundedMap } from './bounded-map.ts';

/** A 429 without `retry-after` holds this long: the API's limits refill continuously (facts, section 6). */
const defaultHoldMs = 5_000;
/** A spend cap sends no end; nothing is held longer than this without being asked again. */
const longestHoldMs = 60_000;

/** Which models are rate-limited now, by what upstream answered. */
export class ModelLimits {
  readonly #untilMs = new BoundedMap<string, number>(256);

  /** Notes a 429 for a model. `retryAfterSeconds` as upstream said it. */
  limited(model: string, retryAfterSeconds: number | undefined, nowMs: number): void {
    const holdMs = retryAfterSeconds === undefined ? defaultHoldMs : retryAfterSeconds * 1000;
    this.#untilMs.set(model, nowMs + Math.min(holdMs, longestHoldMs));
  }

  /** The models that are still limited. */
  current(nowMs: number): readonly string[] {
    return [...this.#untilMs].filter(([, untilMs]) => untilMs > nowMs).map(([model]) => model);
  }
}
