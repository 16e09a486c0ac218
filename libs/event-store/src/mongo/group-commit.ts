/** How one document of a shared insert fared. */
export type InsertFault = {
  readonly code: number;
  /** The unique index that has it already; empty where that is not the fault. */
  readonly index: string;
  readonly message: string;
};

export type GroupCommit<Item> = {
  /** Resolves when the item is durable: `undefined`, or why the database refused this very item. Rejects when that is unknown. */
  readonly add: (item: Item) => Promise<InsertFault | undefined>;
};

export type GroupCommitOptions<Item> = {
  /** Inserts all, each for itself; answers the faults by place. */
  readonly insert: (items: readonly Item[]) => Promise<ReadonlyMap<number, InsertFault>>;
  readonly sizeOf: (item: Item) => number;
  /** Inserts under way at the same time. 2: one is answered while the next is being written. */
  readonly inFlight?: number;
  readonly mostItems?: number;
  /** Sum of `sizeOf` in one insert; a single larger item still goes. */
  readonly mostSize?: number;
};

type Waiting<Item> = {
  readonly item: Item;
  readonly resolve: (fault: InsertFault | undefined) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Items that arrive in one turn of the event loop, or while inserts are under way, travel together in the next one. So whoever was answered and comes
 * again at once catches that one too: larger groups, and fewer of them, are what an insert costs least by. Nobody waits for others to come.
 */
export const groupCommit = <Item>({
  insert,
  sizeOf,
  inFlight = 2,
  mostItems = 500,
  mostSize = 4 * 1024 * 1024,
}: GroupCommitOptions<Item>): GroupCommit<Item> => {
  const queue: Waiting<Item>[] = [];
  let running = 0;
  let turning = false;

  const nextGroup = (): Waiting<Item>[] => {
    let size = 0;
    const end = queue.findIndex(({ item }, place) => {
      size += sizeOf(item);
      return place >= mostItems || (place > 0 && size > mostSize);
    });
    return queue.splice(0, end === -1 ? queue.length : end);
  };

  const run = async (group: readonly Waiting<Item>[]): Promise<void> => {
    try {
      const faults = await insert(group.map(({ item }) => item));
      group.forEach(({ resolve }, place) => resolve(faults.get(place)));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    running -= 1;
    atTurnsEnd();
  };

  const pump = (): void => {
    turning = false;
    while (running < inFlight && queue.length > 0) {
      running += 1;
      void run(nextGroup());
    }
  };

  const atTurnsEnd = (): void => {
    if (turning || running >= inFlight || queue.length === 0) return;
    turning = true;
    setImmediate(pump);
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        atTurnsEnd();
      }),
  };
};
