import type { Edit, Json } from '../core/index.ts';
import { shortHash } from './hashes.ts';
import { isList, objectOf } from './json-values.ts';
import { createLru } from './lru.ts';

/** What keys a prompt cache beside the messages, part by part, so that a change can be named. `none`: not set. */
export interface FingerprintParts {
  readonly model: string;
  readonly speed: string;
  readonly effort: string;
  /** Canonical JSON. */
  readonly thinking: string;
  /** Canonical JSON. */
  readonly toolChoice: string;
  /** Sorted, each once. */
  readonly betas: string;
  /** Hash of the tools. */
  readonly tools: string;
  /** Hash of the system prompt. */
  readonly system: string;
}

/** The parts and one hash of them all: two requests share a cache only if their hashes are equal. */
export interface Fingerprint {
  readonly parts: FingerprintParts;
  readonly hash: string;
}

/** A part that the request does not set. */
const unset = 'none';

/** What a fingerprint is made of, as a request sets it. */
export interface FingerprintInput {
  readonly model: string;
  readonly speed: Json | undefined;
  readonly effort: Json | undefined;
  readonly thinking: Json | undefined;
  readonly toolChoice: Json | undefined;
  readonly betas: readonly string[];
  readonly tools: string;
  readonly system: string;
}

/** The fingerprint of a request. */
export function fingerprintOf(input: FingerprintInput): Fingerprint {
  return withHash({
    model: input.model,
    speed: canonicalJson(input.speed),
    effort: canonicalJson(input.effort),
    thinking: canonicalJson(input.thinking),
    toolChoice: canonicalJson(input.toolChoice),
    betas: betasPart(input.betas),
    tools: input.tools,
    system: input.system,
  });
}

/** The names of the parts in which two fingerprints differ. */
export function changedParts(one: Fingerprint, other: Fingerprint): readonly (keyof FingerprintParts)[] {
  return partNames.filter((name) => one.parts[name] !== other.parts[name]);
}

/** The fingerprint of the same request after edits: the one under which another tier would cache it. */
export function fingerprintAfter(fingerprint: Fingerprint, edits: readonly Edit[]): Fingerprint {
  return edits.length === 0 ? fingerprint : withHash(edits.reduce(partsAfter, fingerprint.parts));
}

function partsAfter(parts: FingerprintParts, edit: Edit): FingerprintParts {
  // How long an entry lives is no part of what finds it (facts, section 2, name all that is).
  if (edit.kind === 'cache_ttl') return parts;
  if (edit.kind === 'header') {
    return edit.name.toLowerCase() === 'anthropic-beta' ? { ...parts, betas: betasPart(edit.value.split(',')) } : parts;
  }
  const [key, below] = edit.path;
  const value = edit.kind === 'set' ? edit.value : undefined;
  switch (key) {
    case 'model':
      return typeof value === 'string' ? { ...parts, model: value } : parts;
    case 'speed':
      return { ...parts, speed: canonicalJson(value) };
    case 'tool_choice':
      return {
        ...parts,
        toolChoice: below === undefined ? canonicalJson(value) : within(parts.toolChoice, below, value),
      };
    case 'thinking':
      return { ...parts, thinking: below === undefined ? canonicalJson(value) : within(parts.thinking, below, value) };
    case 'output_config':
      if (below === 'effort') return { ...parts, effort: canonicalJson(value) };
      return below === undefined ? { ...parts, effort: canonicalJson(objectOf(value)?.effort) } : parts;
    default:
      return parts;
  }
}

/** A part that is an object, with one member set or removed; an object left empty is unset. */
function within(part: string, key: string, value: Json | undefined): string {
  const before: Json | undefined = part === unset ? undefined : JSON.parse(part);
  const others = Object.entries(objectOf(before) ?? {}).filter(([name]) => name !== key);
  const members = value === undefined ? others : [...others, [key, value] as const];
  return members.length === 0 ? unset : canonicalJson(Object.fromEntries(members));
}

const partNames = ['model', 'speed', 'effort', 'thinking', 'toolChoice', 'betas', 'tools', 'system'] as const;

/** The last fingerprints by their text: conversations ask for the few that their tiers would send, turn after turn. */
const known = createLru<Fingerprint>(1024 * 1024);
/** What a fingerprint takes beside its text, about. */
const entryBytes = 1024;

/** No part but the first can hold a line break, so one text is made of one set of parts. */
function withHash(parts: FingerprintParts): Fingerprint {
  const text = partNames.map((name) => parts[name]).join('\n');
  const before = known.get(text);
  if (before !== undefined) return before;
  const fingerprint = { parts, hash: shortHash(text) };
  known.set(text, fingerprint, text.length + entryBytes);
  return fingerprint;
}

function betasPart(betas: readonly string[]): string {
  const names = betas.map((beta) => beta.trim()).filter((beta) => beta !== '');
  return names.length === 0 ? unset : [...new Set(names)].sort().join(',');
}

/** JSON with sorted keys and no spaces; `none` for a value that is missing or null. */
function canonicalJson(value: Json | undefined): string {
  return value === undefined || value === null ? unset : JSON.stringify(sorted(value));
}

function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted);
  const object = objectOf(value);
  if (object === undefined) return value;
  const entries = Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
