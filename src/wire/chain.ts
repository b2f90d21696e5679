/**
 * The chain of a transcript: h_i = H(h_(i-1), canonical(message i)), so that equal hashes mean equal transcripts up to and
 * with that message. The root is the salted credential: what two credentials send never meets, as in the API's caches.
 *
 * Hashing a megabyte takes half a millisecond, so it is done once: the last request of each transcript is kept (by the hash
 * of its first message), and a message whose bytes did not change since is compared instead, at memory speed. A message
 * that changed its bytes but not its hash (a moved `cache_control`) does not end the comparing.
 */
import { canonicalMessage } from './canonical.ts';
import { linkHash } from './hashes.ts';
import { createLru } from './lru.ts';
import type { MessageSpan } from './walk.ts';

/** The hashes of a transcript. */
export interface Chain {
  /** Before any message: the salted credential. */
  readonly root: string;
  /** After each message, first to last. */
  readonly hashes: readonly string[];
}

/** The hash after the first `count` messages; the root after none, `undefined` beyond the last. */
export function tipAt(chain: Chain, count: number): string | undefined {
  return count === 0 ? chain.root : chain.hashes[count - 1];
}

/** A transcript to be hashed. `body` is kept for the next turn and must not be written to afterwards. */
export interface Transcript {
  readonly root: string;
  readonly body: Buffer;
  readonly messages: readonly MessageSpan[];
}

/** Hashes transcripts, each message once. */
export type ChainHasher = (transcript: Transcript) => Chain;

interface Kept {
  readonly transcript: Transcript;
  readonly hashes: readonly string[];
}

/** What the span and the hash of one message take in memory, about. */
const spanBytes = 400;

/** A hasher that keeps at most `maxBytes` of request bodies, and where things lie in them, to compare with. */
export function createChainHasher(options: { readonly maxBytes: number }): ChainHasher {
  const kept = createLru<Kept>(options.maxBytes);
  return (transcript) => {
    const { root, body, messages } = transcript;
    const [first] = messages;
    if (first === undefined) return { root, hashes: [] };
    const firstHash = linkHash(root, canonicalMessage(body, first));
    const hashes = hashOn(transcript, [firstHash], kept.get(firstHash));
    kept.set(firstHash, { transcript, hashes }, body.length + messages.length * spanBytes);
    return { root, hashes };
  };
}

/** Goes on from the first hash, taking over what is the same as in `last`. */
function hashOn(transcript: Transcript, hashes: string[], last: Kept | undefined): readonly string[] {
  const { body, messages } = transcript;
  let same = last;
  for (const message of messages.slice(1)) {
    const index = hashes.length;
    const known = same?.hashes[index];
    if (known !== undefined && same !== undefined && isSameMessage(transcript, same.transcript, index)) {
      hashes.push(known);
      continue;
    }
    const own = linkHash(hashes[index - 1] ?? transcript.root, canonicalMessage(body, message));
    if (own !== known) same = undefined;
    hashes.push(own);
  }
  return hashes;
}

function isSameMessage(one: Transcript, other: Transcript, index: number): boolean {
  const a = one.messages[index];
  const b = other.messages[index];
  if (a === undefined || b === undefined) return false;
  return one.body.compare(other.body, b.start, b.end, a.start, a.end) === 0;
}
