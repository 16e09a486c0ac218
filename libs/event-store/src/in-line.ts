const lines = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Does `work` when all work of the same key that was asked for before it has ended, well or not; at once where there is none.
 * @param owner lines of different owners have nothing to do with each other, and go with their owner
 */
export const inLine = <Value>(owner: object, key: string, work: () => Promise<Value>): Promise<Value> => {
  const mine = lines.get(owner) ?? new Map<string, Promise<unknown>>();
  lines.set(owner, mine);
  const before = mine.get(key);
  const now = before === undefined ? work() : before.then(work, work);
  mine.set(key, now);
  const leave = (): void => {
    if (mine.get(key) === now) mine.delete(key);
  };
  now.then(leave, leave);
  return now;
};
