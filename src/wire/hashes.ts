import { createHash, hash } from 'node:crypto';

/** Characters of a short hash: 132 bits of a SHA-256 in base64url. */
const hashLength = 22;

/** A short hash of bytes or text; equal for equal input on every machine. */
export function shortHash(input: Buffer | string): string {
  return shortened(hash('sha256', input, 'base64url'));
}

/** Copied out: a slice would keep the long hash alive, and these are remembered by the ten thousand. */
function shortened(hash: string): string {
  brief.write(hash, 'latin1');
  return brief.toString('latin1', 0, hashLength);
}

const brief = Buffer.allocUnsafe(64);

/** A link up to this size is copied together and hashed in one call, which costs less than hashing its two parts in turn. */
const copiedBytes = 16 * 1024;
/** Shared by all links: hashing is synchronous. */
const copied = Buffer.allocUnsafe(copiedBytes);

/** The short hash of a link: of the hash before it and its own bytes. */
export function linkHash(previous: string, bytes: Buffer): string {
  const length = previous.length + bytes.length;
  if (length > copiedBytes) {
    return shortened(createHash('sha256').update(previous).update(bytes).digest('base64url'));
  }
  copied.write(previous, 'latin1');
  bytes.copy(copied, previous.length);
  return shortHash(copied.subarray(0, length));
}

/** 16 hex digits that stand for an id without telling it: SHA-256 with the deployment's salt. */
export function saltedHash(salt: string, id: string): string {
  return hash('sha256', `${salt}\n${id}`, 'hex').slice(0, 16);
}
