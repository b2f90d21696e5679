/** The newest `limit` things, oldest first. */
export interface BoundedList<Item> {
  readonly items: readonly Item[];
  add(item: Item): void;
  clear(): void;
}

/** Creates an empty list; with limit 0 it keeps nothing. */
export function createBoundedList<Item>(limit: number): BoundedList<Item> {
  const items: Item[] = [];
  return {
    items,
    add(item) {
      items.push(item);
      if (items.length > limit) items.shift();
    },
    clear() {
      items.length = 0;
    },
  };
}
