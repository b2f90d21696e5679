import { hash } from 'node:crypto';

/** A short text that stands for a longer one: SHA-1 in base64, fast and long enough that nothing collides here. */
export function digestOf(text: string): string {
  return hash('sha1', text, 'base64');
}

/** An id in the API's style: the prefix and 24 letters or digits derived from the seed text. */
export function idOf(prefix: string, seedText: string): string {
  return `${prefix}_01${hash('sha256', seedText, 'hex').slice(0, 22)}`;
}
