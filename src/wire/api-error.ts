/** Errors of our own in the API's shape. What upstream says is never rewritten; these are for what never got there. */

const statuses = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
} as const;

/** The error types of the Messages API that have a status of their own. */
export type ApiErrorType = keyof typeof statuses;

/** A whole error reply; the body is JSON. */
export interface ApiErrorReply {
  readonly status: number;
  readonly body: string;
}

/** What an error may carry beside its type and message. */
export interface ApiErrorExtras {
  /** `error.details`: clients act on its `error_code`. */
  readonly details?: { readonly error_code: string; readonly [key: string]: unknown };
  /** The `request-id` that the reply's header carries. */
  readonly requestId?: string;
}

/** An error reply of this type, with the status that goes with it. */
export function apiError(type: ApiErrorType, message: string, extras: ApiErrorExtras = {}): ApiErrorReply {
  const { details, requestId } = extras;
  const error = { type, message, ...(details === undefined ? {} : { details }) };
  return { status: statuses[type], body: JSON.stringify({ type: 'error', error, request_id: requestId ?? null }) };
}

/**
 * Refuses a message thread so that the SDK's tool runner goes on without one, with the full history. It asks for
 * `error.details.error_code` only; `unsupported` names the feature in the way, and the API's contract for a name that a
 * client does not know is the same fallback.
 */
export function threadRefusal(extras: { readonly requestId?: string } = {}): ApiErrorReply {
  const details = { error_code: 'thread_unsupported_request', unsupported: ['model_routing'] };
  return apiError(
    'invalid_request_error',
    'turnwise: message threads are not supported for a routed model; send the full conversation without `thread`',
    { details, ...extras },
  );
}

/** Answers the `continue` of a thread that nobody here knows; the SDK then replays the full history under a new thread. */
export function threadNotFound(extras: { readonly requestId?: string } = {}): ApiErrorReply {
  const details = { error_code: 'thread_not_found' };
  return apiError('not_found_error', 'turnwise: the thread of `thread.previous_message_id` is not known', {
    details,
    ...extras,
  });
}
