import { headerOf } from '../../wire/index.ts';

/** Below this share of a limit nothing is pinged: what is left belongs to turns. */
const nearShare = 0.2;

/** A limit whose reset is not told is taken to refill within this time: the API's limits are per minute (facts, section 6). */
const refillMs = 60_000;

const kinds = ['requests', 'tokens', 'input-tokens', 'output-tokens'] as const;

/** Which credentials are near a rate limit on a model, by what upstream's headers said last. */
export class RateLimits {
  readonly #nearUntilMs = new Map<string, number>();

  /** Takes in a reply: its status and its headers as a raw list. `key` names credential and model. */
  note(key: string, reply: { readonly status: number; readonly headers: readonly string[] }, nowMs: number): void {
    const until = reply.status === 429 ? nowMs + refillMs : nearUntilMs(reply.headers, nowMs);
    if (until === undefined) this.#nearUntilMs.delete(key);
    else this.#nearUntilMs.set(key, until);
    if (this.#nearUntilMs.size > 1_000)
      for (const [old, end] of this.#nearUntilMs) if (end < nowMs) this.#nearUntilMs.delete(old);
  }

  isNear(key: string, nowMs: number): boolean {
    return (this.#nearUntilMs.get(key) ?? 0) > nowMs;
  }
}

function nearUntilMs(headers: readonly string[], nowMs: number): number | undefined {
  const ends = kinds.flatMap((kind) => {
    const limit = Number(headerOf(headers, `anthropic-ratelimit-${kind}-limit`) ?? Number.NaN);
    const remaining = Number(headerOf(headers, `anthropic-ratelimit-${kind}-remaining`) ?? Number.NaN);
    if (!(remaining < nearShare * limit)) return [];
    const resetMs = Date.parse(headerOf(headers, `anthropic-ratelimit-${kind}-reset`) ?? '');
    return [Number.isNaN(resetMs) ? nowMs + refillMs : resetMs];
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}
