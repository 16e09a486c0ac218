/** Items with the same key, so that one of them speaks for all: the group of each item, and the first item of each group. */
export type Groups<Item = unknown> = { readonly of: Int32Array; readonly first: readonly Item[] };

export const groupsOf = <Item>(items: readonly Item[], keyOf: (item: Item, at: number) => string): Groups<Item> => {
  const known = new Map<string, number>();
  const first: Item[] = [];
  const of = Int32Array.from(items, (item, at) => {
    const key = keyOf(item, at);
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, first.length);
    return first.push(item) - 1;
  });
  return { of, first };
};
