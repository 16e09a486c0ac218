export type GroupReads<Key, Found> = {
  /** What there is for the key, seen by a read that began after this was asked. Rejects when the shared read does. */
  readonly ask: (key: Key) => Promise<readonly Found[]>;
};

export type GroupReadsOptions<Key, Found> = {
  /** Reads for all keys, in any order. */
  readonly read: (keys: readonly Key[]) => Promise<readonly Found[]>;
  /** Tells the keys of one group apart, and what belongs to which. */
  readonly nameOfKey: (key: Key) => string;
  readonly nameOfFound: (found: Found) => string;
  readonly mostKeys?: number;
};

type Waiting<Key, Found> = {
  readonly key: Key;
  readonly resolve: (found: readonly Found[]) => void;
  readonly reject: (error: unknown) => void;
};

/** Questions that are asked in one turn of the event loop travel together. No read waits for another: one that hangs keeps nobody else waiting. */
export const groupReads = <Key, Found>({
  read,
  nameOfKey,
  nameOfFound,
  mostKeys = 500,
}: GroupReadsOptions<Key, Found>): GroupReads<Key, Found> => {
  let queue: Waiting<Key, Found>[] = [];

  const run = async (group: readonly Waiting<Key, Found>[]): Promise<void> => {
    try {
      const keys = new Map(group.map(({ key }) => [nameOfKey(key), key]));
      const found = Map.groupBy(await read([...keys.values()]), nameOfFound);
      for (const { key, resolve } of group) resolve(found.get(nameOfKey(key)) ?? []);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  };

  const flush = (): void => {
    const waiting = queue;
    queue = [];
    for (let from = 0; from < waiting.length; from += mostKeys) void run(waiting.slice(from, from + mostKeys));
  };

  return {
    ask: (key) =>
      new Promise((resolve, reject) => {
        if (queue.length === 0) setImmediate(flush);
        queue.push({ key, resolve, reject });
      }),
  };
};
