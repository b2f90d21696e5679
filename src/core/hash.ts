/**
 * A 53-bit hash of a text (two 32-bit multiply-xor lanes, "cyrb53", public domain). Stable across machines and versions:
 * assignments to control and variants, and policy versions, rest on it. Not for secrets and not against an adversary.
 */
export function stableHash(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

/** Whether a key belongs to a share of all keys, for ever: the same key and salt always answer the same. A larger share contains a smaller one. */
export function isInShare(key: string, salt: string, share: number): boolean {
  return stableHash(`${salt}\n${key}`) / 2 ** 53 < share;
}
