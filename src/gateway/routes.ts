import type { Exchange } from './exchange.ts';

/** A page or control call that the gateway serves itself, below `/turnwise`. Given to the gateway by whoever composes it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Exact path, `/turnwise/status`. */
  readonly path: string;
  handle(exchange: Exchange): Promise<void> | void;
}
