/**
 * Takes secrets out of a finished line: by the name they stand under (as a JSON member or array neighbour at any depth,
 * or as `name: value` in text, escaped or not), and by their own shape. Works on the line rather than on known paths of
 * the logged object, because what leaks is what nobody expected: an error's request headers, a quoted body, a proxy URL.
 * A line of JSON stays JSON.
 */
export function redactSecrets(line: string): string {
  return rules.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}

const credentials = [
  'authorization',
  'api[-_]?key',
  '(?:access|refresh|auth|id|session|bearer)[-_]?token',
  'secret',
  'password',
].join('|');

const jsonName = String.raw`"(?:[\w-]{0,40}(?:${credentials})|token|(?:set-)?cookie)"`;
const jsonString = String.raw`"(?:[^"\\]|\\.)*"`;
const jsonValue = String.raw`(?:${jsonString}|\[(?:${jsonString},?)*\]|-?[\d.]+)`;
/** What stands between a name and its value in text: `: `, `=`, or `\": \"` where the text is JSON inside JSON. */
const between = String.raw`\\*["']?\s*[:=]\s*\\*["']?`;

/** No pattern repeats a repetition without an end to tell it by: a long line takes time in proportion to its length. */
const rules: readonly (readonly [RegExp, string])[] = [
  [new RegExp(String.raw`(${jsonName}\s*[:,]\s*)${jsonValue}`, 'gi'), '$1"[redacted]"'],
  [new RegExp(String.raw`(cookie${between})[^"\\]+`, 'gi'), '$1[redacted]'],
  [new RegExp(String.raw`((?:${credentials})${between})(?:(?:bearer|basic)\s+)?[^\s"'\\,;&]+`, 'gi'), '$1[redacted]'],
  [/\bbearer\s+[\w.~+/-]+=*/gi, 'Bearer [redacted]'],
  [/\bsk-[\w-]{8,}/g, '[redacted]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '[redacted]'],
  [/:\/\/[^\s/"'\\@]+@/g, '://[redacted]@'],
];
