/** Any JSON value, as parsed. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object, as parsed: fields nobody checked yet. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Is this parsed value an object (not null, not an array)? */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON; `undefined` when the text is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The value when it is a string, else `undefined`. */
export function stringOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** JSON with the keys of every object sorted, so that equal values give equal text. */
export function sortedJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const fields = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${sortedJson(value[key])}`);
  return `{${fields.join(',')}}`;
}
