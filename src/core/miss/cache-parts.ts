/**
 * What keys a prompt cache beside the messages, part by part, each as a short hash: enough to name the part that changed.
 * Names are those of the request's fingerprint (`tools`, `system`, `effort`, `thinking`, ...).
 */
export type CacheParts = Readonly<Record<string, string>>;

/** The names of the parts in which two requests differ. */
export function changedCacheParts(one: CacheParts, other: CacheParts): readonly string[] {
  if (one === other) return [];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => one[name] !== other[name]);
}
