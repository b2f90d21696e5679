/** What must not be pinged again, conversations and credentials (as hashes). Of very many the oldest are forgotten. */
export class StoppedKeys {
  readonly #keys = new Set<string>();

  add(key: string): void {
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (this.#keys.size > 50_000 && oldest !== undefined) this.#keys.delete(oldest);
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }
}
