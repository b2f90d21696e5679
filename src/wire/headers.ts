/** The value of a request header, by its lower-case name; several of the same name are joined with commas. */
export type HeaderReader = (lowerCaseName: string) => string | undefined;

/** A header's comma-separated values, trimmed, in order. */
export function listHeader(header: HeaderReader, name: string): readonly string[] {
  const values = (header(name) ?? '').split(',').map((value) => value.trim());
  return values.filter((value) => value !== '');
}

/** The value of a header that says something: trimmed, `undefined` when empty. */
export function textHeader(header: HeaderReader, name: string): string | undefined {
  const value = header(name)?.trim();
  return value === '' ? undefined : value;
}

/** Headers as a flat raw list `[name, value, name, value, ...]`: order, case and repetition are the sender's. */
export type RawHeaders = readonly string[];

/** The first value of a header in a raw list. `lowerCaseName` is compared without case. */
export function headerOf(raw: RawHeaders, lowerCaseName: string): string | undefined {
  for (let index = 0; index + 1 < raw.length; index += 2) {
    if (raw[index]?.toLowerCase() === lowerCaseName) return raw[index + 1];
  }
  return undefined;
}

/** The list with a header set: in its place where it stands, else at the end. */
export function withHeader(raw: RawHeaders, lowerCaseName: string, value: string): RawHeaders {
  if (headerOf(raw, lowerCaseName) === undefined) return [...raw, lowerCaseName, value];
  return raw.map((part, index) => (index % 2 === 1 && raw[index - 1]?.toLowerCase() === lowerCaseName ? value : part));
}

/** Whether a reply comes as server-sent events, by its headers. */
export function isEventStream(raw: RawHeaders): boolean {
  return headerOf(raw, 'content-type')?.toLowerCase().startsWith('text/event-stream') ?? false;
}
