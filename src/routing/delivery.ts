import type { Send, UpstreamFailure } from '../attempt/index.ts';
import type { Escalation, FittedTarget } from '../core/index.ts';

/** Who answers a turn. */
export interface AnsweredBy {
  readonly target: FittedTarget;
  /** Why the attempt before it was discarded. */
  readonly escalation?: Escalation;
  /** It was asked beside a first attempt that was slow, and came first. */
  readonly hedged: boolean;
}

/** How a reply reached whoever asked. `failure` before the head means that they have been sent nothing yet. */
export type DeliveryEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'client_gone' }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure; readonly headSent: boolean };

/** What a delivery tells while it goes on, and may ask. */
export interface DeliveryWatch {
  /** Whose reply it is; asked when the reply begins, for only then is it known. */
  answeredBy(): AnsweredBy;
  onHead(): void;
  onChunk(): void;
}

/**
 * Makes the call and takes its reply to whoever asked; resolves when both are over, with the status that they were given,
 * where they were given one. Must not reject for what either side does.
 */
export type Deliver<Frame = Buffer> = (send: Send<Frame>, watch: DeliveryWatch) => Promise<number | undefined>;
