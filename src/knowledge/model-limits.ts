import { BoundedMap } from './bounded-map.ts';
import type { LimitWord } from './known-turn.ts';

/** A 429 without `retry-after` holds this long: the API's limits refill continuously (facts, section 6). */
const defaultHoldMs = 5_000;
/** A spend cap sends no end; nothing is held longer than this without being asked again. */
const longestHoldMs = 60_000;

/** Which models are rate-limited now, by what upstream answered. */
export class ModelLimits {
  readonly #untilMs = new BoundedMap<string, number>(256);

  /** Takes in what a reply said of its model's limits. */
  told({ model, status, retryAfterSeconds, nearLimitUntilMs }: LimitWord, nowMs: number): void {
    if (status === 429) this.limited(model, retryAfterSeconds, nowMs);
    if (nearLimitUntilMs !== undefined) this.nearUntil(model, nearLimitUntilMs, nowMs);
  }

  /** Notes a 429 for a model. `retryAfterSeconds` as upstream said it. */
  limited(model: string, retryAfterSeconds: number | undefined, nowMs: number): void {
    const holdMs = retryAfterSeconds === undefined ? defaultHoldMs : retryAfterSeconds * 1000;
    this.#untilMs.set(model, nowMs + Math.min(holdMs, longestHoldMs));
  }

  /** Notes that a model is near a limit that is set again at this time. */
  nearUntil(model: string, untilMs: number, nowMs: number): void {
    const until = Math.min(untilMs, nowMs + longestHoldMs);
    if (until > (this.#untilMs.get(model) ?? 0)) this.#untilMs.set(model, until);
  }

  /** The models that are still limited. */
  current(nowMs: number): readonly string[] {
    return [...this.#untilMs].filter(([, untilMs]) => untilMs > nowMs).map(([model]) => model);
  }
}
