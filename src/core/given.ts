/** An object's optional member, left out when unknown: unknown is absent, never empty. Spread it: `{ ...given('user', user) }`. */
export function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V };
export function given(key: string, value: unknown): object {
  return value === undefined ? {} : { [key]: value };
}
