import type { Subject } from './subject.ts';

/** One thing that the API refuses, always as a 400 `invalid_request_error`. */
export interface Rule {
  /** Where it stands that this is refused: a section of the facts, and the page or report they name. */
  readonly source: string;
  /** Where the error's own words are recorded. Absent: worded like the API. */
  readonly words?: string;
  /** The error's message; undefined where the request is in order. */
  readonly objection: (subject: Subject) => string | undefined;
}

/** The words for a field that the API does not know, or not under these headers. */
export function notPermitted(path: string): string {
  return `${path}: Extra inputs are not permitted`;
}

/** The words for a value outside a closed list. */
export function shouldBe(path: string, values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  const last = quoted.pop() ?? '';
  return `${path}: Input should be ${quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`}`;
}

/** The words for a union's `type` that is none of its own. */
export function unknownTag(path: string, tag: string, expected: readonly string[]): string {
  const list = expected.map((value) => `'${value}'`).join(', ');
  return `${path}: Input tag '${tag}' found using 'type' does not match any of the expected tags: ${list}`;
}
