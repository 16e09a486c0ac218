type Work = () => Promise<void>;

export type LatestOnly = {
  /** Takes the place of what waits under the same name. Dropped where too much waits already. */
  readonly add: (name: string, work: Work) => void;
  /** Resolves when nothing waits any more. */
  readonly settled: () => Promise<void>;
};

/** Work in the background that may be lost: one at a time, the latest of each name, never more than so many. `onFault` hears what fails. */
export const latestOnly = (onFault: (error: unknown) => void, mostWaiting = 100): LatestOnly => {
  const waiting = new Map<string, Work>();
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    for (let [next] = waiting; next !== undefined; [next] = waiting) {
      const [name, work] = next;
      waiting.delete(name);
      try {
        await work();
      } catch (error) {
        onFault(error);
      }
    }
    running = undefined;
  };

  return {
    add(name, work) {
      if (waiting.size >= mostWaiting && !waiting.has(name)) return;
      waiting.set(name, work);
      running ??= run();
    },
    async settled() {
      await running;
    },
  };
};
