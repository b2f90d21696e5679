import { type ApiErrorReply, type ApiErrorType, apiError } from '../wire/index.ts';

/** One error that the gateway itself answers with. What upstream says is never in this table: it passes unchanged. */
export interface OwnError {
  readonly type: ApiErrorType;
  /** Where the status of the type does not say it. */
  readonly status?: number;
  /** What it means and what to do, for `docs/errors.md`. */
  readonly meaning: string;
}

/**
 * Every error of the gateway's own, by code. The code stands in the body as `error.details.error_code`, so that a client
 * can tell it from upstream's. A code is never used again for something else. `docs/errors.md` is generated from this.
 */
export const ownErrors = {
  turnwise_token_missing: {
    type: 'authentication_error',
    meaning:
      'The gateway wants a gateway token (`x-turnwise-token`, or in place of the API key where the gateway holds that) and none of its tokens was sent.',
  },
  turnwise_not_local: {
    type: 'permission_error',
    meaning:
      'The dashboard and control API under `/turnwise` were called from elsewhere: not from loopback, or with a foreign `Host` or `Origin`, or without the gateway token where one is set.',
  },
  turnwise_not_served: { type: 'not_found_error', meaning: 'Nothing is served at this path under `/turnwise`.' },
  turnwise_bad_control_call: {
    type: 'invalid_request_error',
    meaning: 'The body of a call to the control API is not what it takes.',
  },
  turnwise_request_too_large: {
    type: 'request_too_large',
    meaning: 'The body is larger than `limits.bodyMiB`. It was not read to its end and went nowhere.',
  },
  turnwise_loop: {
    type: 'api_error',
    status: 508,
    meaning:
      'The request has come through this gateway before: its upstream leads back to it. Set `upstream.baseUrl` or `TURNWISE_UPSTREAM`.',
  },
  turnwise_upstream_unreachable: {
    type: 'api_error',
    meaning: 'No connection to upstream: name not found, refused, certificate not trusted. Clients retry it.',
  },
  turnwise_upstream_timeout: {
    type: 'timeout_error',
    meaning: "Upstream sent nothing within the client's time limit (`x-stainless-timeout`), or `limits.timeoutMs`.",
  },
  turnwise_overloaded: {
    type: 'overloaded_error',
    meaning: 'More than `limits.upstreamConcurrency` calls are under way and `limits.queue` more are waiting.',
  },
  turnwise_failed: {
    type: 'api_error',
    meaning: 'A defect of the gateway. It is in the log; the turn was not sent on.',
  },
} as const satisfies Readonly<Record<string, OwnError>>;

/** A code of the table. */
export type OwnErrorCode = keyof typeof ownErrors;

/** The reply for an error of the gateway's own. */
export function ownErrorReply(code: OwnErrorCode, message: string): ApiErrorReply {
  const error: OwnError = ownErrors[code];
  const reply = apiError(error.type, `turnwise: ${message}`, { details: { error_code: code } });
  return { ...reply, status: error.status ?? reply.status };
}
