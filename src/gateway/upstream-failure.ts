import type { UpstreamFailure } from '../attempt/index.ts';
import { answerError, type Exchange } from './exchange.ts';
import type { OwnErrorCode } from './own-errors.ts';

/** The API error for an upstream that could not be asked: the ones its clients already retry on. */
const errorCodes: Readonly<Record<Exclude<UpstreamFailure['code'], 'cut'>, OwnErrorCode>> = {
  unreachable: 'turnwise_upstream_unreachable',
  timeout: 'turnwise_upstream_timeout',
  overloaded: 'turnwise_overloaded',
};

/**
 * Tells a client that has been sent nothing yet that its call failed. A connection that broke before any answer is
 * broken here too: that is what the client would have seen, and what its own retry knows.
 */
export function answerFailure(exchange: Exchange, failure: UpstreamFailure): void {
  if (failure.code === 'cut') exchange.response.destroy();
  else answerError(exchange, errorCodes[failure.code], failure.message);
}
