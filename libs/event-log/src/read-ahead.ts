import type { EventStore, RawFact } from '@telemachy/event-store';

/** Bytes of JSON that are sent at once: one partition's share travels as one Kafka batch of at most 4 MiB. */
const bytesPerSend = 1024 * 1024;
/** Most bytes that are read at once, as far as the facts before tell how large facts are. */
const bytesPerRead = 4 * bytesPerSend;
const factsPerRead = { first: 100, most: 1_000 } as const;

/** As many of the first facts as fit one send; at least one. */
const fitting = (facts: readonly RawFact[]): readonly RawFact[] => {
  let bytes = 0;
  const end = facts.findIndex(({ data }, index) => {
    bytes += data.length;
    return index > 0 && bytes > bytesPerSend;
  });
  return end < 0 ? facts : facts.slice(0, end);
};

/** Reads numbered facts in order from after a position, and the next ones beforehand where that is asked for. */
export const readAhead = (store: Pick<EventStore, 'readRaw'>, after: number) => {
  let last = after;
  let ready: readonly RawFact[] = [];
  let limit: number = factsPerRead.first;
  let reading: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    const found = await store.readRaw(last, limit);
    ready = [...ready, ...found];
    last += found.length;
    const bytes = found.reduce((sum, { data }) => sum + data.length, 0);
    if (found.length > 0)
      limit = Math.max(1, Math.min(factsPerRead.most, Math.floor((bytesPerRead * found.length) / Math.max(1, bytes))));
  };
  const start = (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  return {
    /** What fits one send; nothing where the store holds no more. */
    take: async (): Promise<readonly RawFact[]> => {
      if (ready.length === 0) await start();
      const taken = fitting(ready);
      ready = ready.slice(taken.length);
      return taken;
    },
    /** Begins to read what comes after, where nothing is ready; a failure shows when it is taken. */
    ahead: (): void => {
      if (ready.length === 0) start().catch(() => undefined);
    },
  };
};
