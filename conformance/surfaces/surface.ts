import type { Settings, TurnEvent } from '../../src/index.ts';
import type { Scenario } from '../../src/simulator/index.ts';

/** How a conversation is held through a surface. */
export interface Holding {
  /** The upstream that plays the scenarios. */
  readonly baseUrl: string;
  readonly stream: boolean;
  /** Retries of the SDK's or framework's own. */
  readonly retries: number;
  readonly settings: Partial<Settings>;
  readonly onTurn: (event: TurnEvent) => void;
}

/** A way into routing that users have. Each plays the same conversations; what it decides must be the same. */
export interface Surface {
  readonly name: string;
  /** Holds a conversation to its end and returns the text of each reply that its user saw. */
  hold(scenario: Scenario, holding: Holding): Promise<readonly string[]>;
  /** Where it is known to differ, and why. */
  readonly differs?: {
    /** Output tokens of a streamed reply are counted so many too many. */
    readonly countedTwice?: number;
  };
}
