import type { Exchange } from './exchange.ts';

/**
 * A page or control call that the gateway serves itself: below `/turnwise`, or at a path that the API has not. Given to the
 * gateway by whoever composes it.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Exact path, `/turnwise/status`; every other method on it is refused, not passed through. */
  readonly path: string;
  handle(exchange: Exchange): Promise<void> | void;
}
