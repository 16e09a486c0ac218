import type { ClaimChange, EventStore } from '../port.ts';
import { asked, aStream, aTenant, progressed } from './sample.ts';

export type Writer = {
  /** Commits acknowledged so far, by id, with their number of facts. */
  readonly acknowledged: ReadonlyMap<string, number>;
  /** Rejects when an append did. */
  readonly stop: () => Promise<void>;
};

/** Appends commits of 1 to 3 facts to a few streams, several at a time and now and then with a claim, until it is stopped. */
export const startWriter = (store: EventStore, { streams = 12, writers = 6 } = {}): Writer => {
  const names = Array.from({ length: streams }, () => aStream());
  const acknowledged = new Map<string, number>();
  const stopping = new AbortController();
  const write = async (writer: number): Promise<void> => {
    for (let turn = 0; !stopping.signal.aborted; turn += 1) {
      const stream = names[(writer * 5 + turn) % names.length] as string;
      const { head } = await store.load(aTenant, stream);
      const facts = Array.from({ length: 1 + (turn % 3) }, (_, index) => progressed(index));
      const claims: ClaimChange[] = turn % 10 === 0 ? [{ kind: 'take', claim: `turn/${writer}/${turn}` }] : [];
      const appended = await store.append(head, facts, asked({ claims }));
      if (appended.outcome === 'appended') acknowledged.set(appended.commit.id, facts.length);
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
  };
  const all = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  // Told by `stop`, and not to the whole run of specs.
  all.catch(() => undefined);
  return {
    acknowledged,
    async stop() {
      stopping.abort();
      await all;
    },
  };
};
