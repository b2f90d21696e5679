import type { Usage } from '../../core/index.ts';

/** What the first ping of a model has shown: whether a pre-warm there reads the cache at all. */
export type Trial = 'untried' | 'under_way' | 'works' | 'off';

/** A ping has kept its cache when it read at least this share of what was cached. */
const keptShare = 0.95;

/** Whether a ping did what it is for: it read what was cached and wrote nothing. */
export function hasKept(usage: Usage | undefined, cachedTokens: number): boolean {
  return usage !== undefined && usage.cacheWriteTokens === 0 && usage.cacheReadTokens >= keptShare * cachedTokens;
}

/**
 * Pinging is reported to work, not documented: so the first ping of each model is a trial, one at a time, and a model on
 * which it did not read the cache is pinged no more.
 */
export class ModelTrials {
  readonly #byModel = new Map<string, Trial>();

  of(model: string): Trial {
    return this.#byModel.get(model) ?? 'untried';
  }

  /** The models that are not pinged. */
  off(): readonly string[] {
    return [...this.#byModel].filter(([, trial]) => trial === 'off').map(([model]) => model);
  }

  begin(model: string): void {
    if (this.of(model) === 'untried') this.#byModel.set(model, 'under_way');
  }

  /** Ends a trial. `undefined`: the ping told nothing (given up, broken), so the next one is the trial. */
  end(model: string, works: boolean | undefined): void {
    if (this.of(model) === 'under_way') this.#set(model, works);
  }

  #set(model: string, works: boolean | undefined): void {
    if (works === undefined) this.#byModel.delete(model);
    else this.#byModel.set(model, works ? 'works' : 'off');
  }
}
