import type { Json } from '../core/index.ts';

/** A JSON object, as parsed. */
export type JsonObject = { readonly [key: string]: Json };

/** The value where it is a string. */
export function stringOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value where it is a number. */
export function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The value where it is an object, not a list and not null. */
export function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !isList(value) ? value : undefined;
}

/** The elements where the value is a list, else none. */
export function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : [];
}

/** Whether the value is a list. */
export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
