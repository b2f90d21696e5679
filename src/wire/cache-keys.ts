import type { CacheParts, Edit } from '../core/index.ts';
import { type Fingerprint, type FingerprintParts, fingerprintAfter } from './fingerprint.ts';
import { shortHash } from './hashes.ts';

/** What keys a model's prompt cache at each level, beside the transcript: equal keys may share a cache. */
export interface CacheKeys {
  readonly tools: string;
  readonly system: string;
  readonly messages: string;
}

/** What a change of which breaks the tools' level, and so every level behind it; facts section 2, where a model differs the stricter. */
const ofTools = ['model', 'speed', 'effort', 'thinking', 'betas', 'tools'] as const;
const ofSystem = [...ofTools, 'system'] as const;

/** The keys of a request after edits. A changed `tool_choice` breaks the messages' level only. */
export function cacheKeysAfter(fingerprint: Fingerprint, edits: readonly Edit[]): CacheKeys {
  const { parts, hash } = fingerprintAfter(fingerprint, edits);
  return { tools: keyOf(parts, ofTools), system: keyOf(parts, ofSystem), messages: hash };
}

/** Characters of a part's hash: enough to tell that it changed. */
const partLength = 6;

/** Each part of the fingerprint after edits, as a short hash that says nothing but whether it changed. */
export function cachePartsAfter(fingerprint: Fingerprint, edits: readonly Edit[]): CacheParts {
  const { parts } = fingerprintAfter(fingerprint, edits);
  return Object.fromEntries(
    [...ofSystem, 'toolChoice' as const].map((name) => [name, shortHash(parts[name]).slice(0, partLength)]),
  );
}

function keyOf(parts: FingerprintParts, names: readonly (keyof FingerprintParts)[]): string {
  return shortHash(names.map((name) => parts[name]).join('\n'));
}
