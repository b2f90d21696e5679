import type { UpstreamFailure } from '../attempt/index.ts';

/** A call that broke, with what its package threw: that is what the caller gets to see. */
export interface CallFailure extends UpstreamFailure {
  readonly thrown: unknown;
}

/** What was thrown while a reply was waited for, or after it had begun. */
export function callFailure(thrown: unknown, when: 'before' | 'after'): CallFailure {
  if (isNamed(thrown, 'TimeoutError')) return { code: 'timeout', message: 'the model brought nothing in time', thrown };
  return when === 'before'
    ? { code: 'unreachable', message: `the model could not be asked (${nameOf(thrown)})`, thrown }
    : { code: 'cut', message: `the reply broke off (${nameOf(thrown)})`, thrown };
}

/** What to throw for a failure: what was thrown, where it was. */
export function thrownOf(failure: UpstreamFailure): unknown {
  return 'thrown' in failure ? failure.thrown : new Error(failure.message);
}

/** The HTTP status that an error stands for, where its package says one. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  for (const name of ['statusCode', 'status']) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === 'number' && value >= 400) return value;
  }
  return undefined;
}

/** What an error says, its reply's body included: looked through for what it is about, never kept. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const body: unknown = Reflect.get(error, 'responseBody');
  return typeof body === 'string' ? `${error.message}\n${body}` : error.message;
}

/** Where packages keep the API's error: as it is, in the reply's body, or one level deeper. */
const errorPaths = [['data', 'error'], ['error', 'error'], ['error'], ['data'], []] as const;

/** The API's own type of an error (`overloaded_error`), where its package hands it on; else the name of what was thrown. */
export function errorTypeOf(error: unknown): string {
  for (const path of errorPaths) {
    const type: unknown = memberOf(path.reduce<unknown>(memberOf, error), 'type');
    if (typeof type === 'string' && type !== 'error') return type;
  }
  return error instanceof Error ? error.name : 'unknown';
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
