import type { Edit } from '../core/index.ts';
import type { LevelKeys, Prompt } from '../knowledge/index.ts';
import { cacheKeysAfter, cachePartsAfter, type Fingerprint, type ReadTurn } from '../wire/index.ts';

/** A request's prompt as the ledger sees it. */
export function promptOf({ chain, turn, layout, fingerprint, breakpoints }: ReadTurn): Prompt {
  const messages = layout.messages ?? [];
  const messageBytes = messages.reduce((sum, { start, end }) => sum + end - start, 0);
  const headBytes = Math.max(0, turn.transcript.prefixBytes - messageBytes);
  const ends: number[] = [];
  const blocks: number[] = [];
  let end = headBytes;
  for (const message of messages) {
    end += message.end - message.start;
    ends.push(end);
    blocks.push(message.blocks);
  }
  return {
    root: chain.root,
    hashes: chain.hashes,
    blocks,
    ends,
    headBytes,
    breakpoints,
    keysAfter: keysOf(fingerprint),
    partsAfter: (edits) => cachePartsAfter(fingerprint, edits),
  };
}

/** A turn asks several times for each of the few lists of edits that it is fitted with. */
function keysOf(fingerprint: Fingerprint): (edits: readonly Edit[]) => LevelKeys {
  const known = new Map<readonly Edit[], LevelKeys>();
  return (edits) => {
    const before = known.get(edits);
    if (before !== undefined) return before;
    const keys = cacheKeysAfter(fingerprint, edits);
    known.set(edits, keys);
    return keys;
  };
}
