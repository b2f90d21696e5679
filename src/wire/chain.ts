/**
 * The chain of a transcript: h_i = H(h_(i-1), canonical(message i)), so that equal hashes mean equal transcripts up to and
 * with that message. The root is the salted credential: what two credentials send never meets, as in the API's caches.
 *
 * Hashing a megabyte takes half a millisecond, so it is done once: where the last request of the conversation is known, the
 * messages it shares keep their hashes, and one behind them whose bytes did not change is compared instead of hashed. A
 * message that changed its bytes but not its hash (a moved `cache_control`) does not end the comparing.
 */
import { canonicalMessage } from './canonical.ts';
import { linkHash } from './hashes.ts';
import { sameBytes } from './json-bytes.ts';
import type { WalkedBody } from './recall.ts';

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

/** A transcript that was hashed, to go on from. */
export interface HashedBody extends WalkedBody {
  readonly chain: Chain;
}

/** What a transcript has in common with an earlier one of the same root. */
export interface Continuation {
  readonly last: HashedBody;
  /** Leading messages that stand there byte for byte. */
  readonly shared: number;
}

/** Hashes a transcript, going on from an earlier one where there is one. The hashes are the same either way. */
export function hashChain(root: string, request: WalkedBody, continuation?: Continuation): Chain {
  const { body, messages } = request;
  let last = continuation?.last.chain.root === root ? continuation.last : undefined;
  const hashes = last === undefined ? [] : last.chain.hashes.slice(0, continuation?.shared);
  for (let index = hashes.length; index < messages.length; index++) {
    const message = messages[index];
    if (message === undefined) break;
    const known = last?.chain.hashes[index];
    if (last !== undefined && known !== undefined && isSameMessage(request, last, index)) {
      hashes.push(known);
      continue;
    }
    const own = linkHash(hashes[index - 1] ?? root, canonicalMessage(body, message));
    if (own !== known) last = undefined;
    hashes.push(own);
  }
  return { root, hashes };
}

function isSameMessage(one: WalkedBody, other: WalkedBody, index: number): boolean {
  const at = one.messages[index]?.start;
  const span = other.messages[index];
  return at !== undefined && span !== undefined && sameBytes(one.body, at, { bytes: other.body, span });
}
