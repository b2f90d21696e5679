/** What a label says where a value is not on its list. */
export const other = 'other';

/** What names are made of: one word, or two as in the tool key `Bash:git status`. */
const nameShape = /^[\w.:*-]+(?: [\w.:-]+)?$/;
const longestName = 64;

/**
 * The values of one label: at most so many, those that came first; `other` for all later ones and for what does not look
 * like a name or is not allowed. So a client cannot make labels without end, nor put its words into them.
 */
export class ClosedList {
  readonly #known = new Map<string, string>();
  readonly #limit: number;
  readonly #isAllowed: (value: string) => boolean;

  constructor(limit: number, isAllowed: (value: string) => boolean = () => true) {
    this.#limit = limit;
    this.#isAllowed = isAllowed;
  }

  of(value: string): string {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const isFull = this.#known.size >= this.#limit;
    const isName = value.length <= longestName && nameShape.test(value);
    if (isFull || !isName || !this.#isAllowed(value)) return other;
    this.#known.set(value, value);
    return value;
  }
}
