/**
 * The one member `{ [key]: value }`, or nothing where the store holds NULL. NULL is "unknown", which in an event is an
 * absent member.
 */
export function known<Key extends string, Value>(key: Key, value: Value | null): { readonly [K in Key]?: Value } {
  const member: { [K in Key]?: Value } = {};
  if (value !== null) member[key] = value;
  return member;
}
