import type { JsonObject } from './json.ts';

/** The API's error types that the simulator answers, each with its HTTP status. */
const statusByType = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  conflict_error: 409,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
} as const;

/** An error type of the API. */
export type ApiErrorType = keyof typeof statusByType;

/** An answer that is an error. `details` carries `error_code` where clients look for one. */
export interface ApiError {
  readonly type: ApiErrorType;
  readonly message: string;
  /** HTTP status, where it is not the type's own. */
  readonly status?: number;
  readonly details?: JsonObject;
}

/** What was asked for, or the API error to answer instead. */
export type Outcome<Value> = { readonly value: Value } | { readonly error: ApiError };

/** The most usual error: the request itself is wrong. */
export function invalidRequest(message: string): ApiError {
  return { type: 'invalid_request_error', message };
}

/** The HTTP status of an error. */
export function statusOf(error: ApiError): number {
  return error.status ?? statusByType[error.type];
}

/** The error's body, exactly in the API's shape. */
export function errorBody(error: ApiError, requestId: string): string {
  const { type, message, details } = error;
  return JSON.stringify({
    type: 'error',
    error: details === undefined ? { type, message } : { type, message, details },
    request_id: requestId,
  });
}
