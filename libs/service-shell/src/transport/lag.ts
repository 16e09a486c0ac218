import type { EventLog } from '@telemachy/event-log';
import { collectionOf, lagOf, liveName, type DocumentStore } from '@telemachy/projections';

export type Lag = {
  /** Records of the heard topics that are not folded yet. */
  readonly records: number;
  /** How long the oldest of them has been there, in ms, as far as it was looked; 0 where there is none. */
  readonly oldestMs: number;
  /** How long nothing was folded although something was there, in ms; 0 while it moves or has nothing to do. */
  readonly standstillMs: number;
};

export type LagOptions = {
  readonly log: Pick<EventLog, 'endOffsets'>;
  readonly documents: Pick<DocumentStore, 'checkpointsOf' | 'generations'>;
  readonly topicOf: (service: string) => string;
  readonly now?: () => number;
};
const mostComings = 500;
/** Every other one where there are too many; the first stays. */
const thinned = <One>(all: readonly One[]): readonly One[] =>
  all.length <= mostComings ? all : all.filter((_, index) => index % 2 === 0);

type Heard = { readonly name: string; readonly version: number; readonly hears: readonly string[] };

/** Measures how far a read model is behind its topics, and whether it moves: a long rebuild lags and is well, a stuck one is not. */
export const lagMeter = ({ log, documents, topicOf, now = () => performance.now() }: LagOptions) => {
  const seen = new Map<string, { readonly done: bigint; readonly since: number }>();
  /** What had come when it was looked, of what is not passed yet; by consumer. */
  const comings = new Map<string, readonly { readonly end: bigint; readonly at: number }[]>();
  return async (consumer: Heard): Promise<Lag> => {
    const key = collectionOf(consumer);
    const [records, checkpoints] = await Promise.all([
      lagOf({ consumer, log, documents, topicOf }),
      liveName(documents, key).then((name) => documents.checkpointsOf(name)),
    ]);
    const done = checkpoints.reduce((sum, { offset }) => sum + offset, 0n);
    const before = seen.get(key);
    const mark = before === undefined || before.done !== done || records === 0 ? { done, since: now() } : before;
    seen.set(key, mark);
    const end = done + BigInt(records);
    const open = records === 0 ? [] : (comings.get(key) ?? []).filter((coming) => coming.end > done);
    const isNew = records > 0 && end > (open.at(-1)?.end ?? 0n);
    const all = isNew ? [...open, { end, at: now() }] : open;
    comings.set(key, thinned(all));
    const oldest = all[0];
    return { records, oldestMs: oldest === undefined ? 0 : now() - oldest.at, standstillMs: now() - mark.since };
  };
};
