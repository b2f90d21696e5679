import type { CacheParts, Edit } from '../core/index.ts';
import { type Fingerprint, fingerprintAfter } from './fingerprint.ts';
import { shortHash } from './hashes.ts';

/** What keys a model's prompt cache at each level, beside the transcript: equal keys may share a cache. */
export interface CacheKeys {
  readonly tools: string;
  readonly system: string;
  readonly messages: string;
}

/** By fingerprint, which is the same object for as long as it is asked for. */
const knownKeys = new WeakMap<Fingerprint, CacheKeys>();
const knownParts = new WeakMap<Fingerprint, CacheParts>();

/** The keys of a request after edits. A changed `tool_choice` breaks the messages' level only. */
export function cacheKeysAfter(fingerprint: Fingerprint, edits: readonly Edit[]): CacheKeys {
  return remembered(knownKeys, fingerprintAfter(fingerprint, edits), keysOf);
}

const partNames = ['model', 'speed', 'effort', 'thinking', 'betas', 'tools', 'system', 'toolChoice'] as const;

/** Characters of a part's hash: enough to tell that it changed. */
const partLength = 6;

/** Each part of the fingerprint after edits, as a short hash that says nothing but whether it changed. */
export function cachePartsAfter(fingerprint: Fingerprint, edits: readonly Edit[]): CacheParts {
  return remembered(knownParts, fingerprintAfter(fingerprint, edits), hashedParts);
}

function remembered<T>(
  known: WeakMap<Fingerprint, T>,
  fingerprint: Fingerprint,
  compute: (fingerprint: Fingerprint) => T,
): T {
  const before = known.get(fingerprint);
  if (before !== undefined) return before;
  const value = compute(fingerprint);
  known.set(fingerprint, value);
  return value;
}

function hashedParts({ parts }: Fingerprint): CacheParts {
  return Object.fromEntries(partNames.map((name) => [name, shortHash(parts[name]).slice(0, partLength)]));
}

/** A change of a part breaks its level and so every level behind it; facts section 2, where a model differs the stricter. */
function keysOf({ parts, hash }: Fingerprint): CacheKeys {
  const tools = `${parts.model}\n${parts.speed}\n${parts.effort}\n${parts.thinking}\n${parts.betas}\n${parts.tools}`;
  return { tools: shortHash(tools), system: shortHash(`${tools}\n${parts.system}`), messages: hash };
}
