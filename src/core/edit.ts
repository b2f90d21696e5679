import type { Json } from './json.ts';

/**
 * One change to a request, in the order given. `path` names a member of the body's top-level object, or one level below
 * (`['output_config', 'effort']`); a missing parent is created, a parent left empty by a removal is removed.
 * `cache_ttl` sets the lifetime of every cache breakpoint that the request has. `because` is a short reason shown to people.
 */
export type Edit =
  | { readonly kind: 'set'; readonly path: EditPath; readonly value: Json; readonly because: string }
  | { readonly kind: 'remove'; readonly path: EditPath; readonly because: string }
  | { readonly kind: 'header'; readonly name: string; readonly value: string; readonly because: string }
  | { readonly kind: 'cache_ttl'; readonly ttl: '5m' | '1h'; readonly because: string };

/** A top-level key of the body, or a key of an object below it. */
export type EditPath = readonly [string] | readonly [string, string];
