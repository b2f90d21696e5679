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
