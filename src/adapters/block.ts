/** A block, message or request on its way to JSON: members that are `undefined` are left out there. */
export type Block = Readonly<Record<string, unknown>>;

/** The value where it is an object with members. */
export function membersOf(value: unknown): Block | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** The value where it is text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
