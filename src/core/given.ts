/** An object's optional member, left out when unknown: unknown is absent, never empty. Spread it: `{ ...given('user', user) }`. */
export function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V };
export function given(key: string, value: unknown): object {
  if (value === undefined) return nothing;
  // Assigned, not computed in the literal: half the time, and this runs some fifty times a turn.
  const member: Record<string, unknown> = {};
  member[key] = value;
  return member;
}

const nothing = Object.freeze({});
