import { errors } from 'undici';

/** Why an upstream call broke. `message` holds no credential and no content: codes and addresses only. */
export interface UpstreamFailure {
  readonly code: 'unreachable' | 'timeout' | 'cut' | 'overloaded';
  readonly message: string;
  /** The error itself, for a surface that throws it on. It may hold anything: never shown or recorded. */
  readonly cause?: unknown;
}

/** What an error of the HTTP client means for a turn. */
export function failureOf(error: unknown): UpstreamFailure {
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return { code: 'timeout', message: 'upstream sent nothing within the time limit' };
  }
  if (error instanceof errors.ConnectTimeoutError)
    return { code: 'unreachable', message: 'upstream could not be reached in time' };
  const code = codeOf(error);
  if (code !== undefined && unreachableCodes.has(code))
    return { code: 'unreachable', message: `upstream could not be reached (${code})` };
  return { code: 'cut', message: `the connection to upstream broke (${code ?? 'unknown'})` };
}

const unreachableCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
