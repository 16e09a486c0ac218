import { ownerOf } from '@telemachy/contracts';
import type { EventLog } from '@telemachy/event-log';
import type { DocumentStore } from '@telemachy/projections';

export type Lag = {
  /** Records of the heard topics that are not folded yet. */
  readonly records: number;
  /** How long nothing was folded although something was there, in ms; 0 while it moves or has nothing to do. */
  readonly standstillMs: number;
};

export type LagOptions = {
  readonly service: string;
  readonly log: Pick<EventLog, 'endOffsets'>;
  readonly documents: Pick<DocumentStore, 'checkpointsOf'>;
  readonly topicOf: (service: string) => string;
  readonly now?: () => number;
};
type Heard = { readonly name: string; readonly version: number; readonly hears: readonly string[] };

/** Measures how far a read model is behind its topics, and whether it moves: a long rebuild lags and is well, a stuck one is not. */
export const lagMeter = ({ service, log, documents, topicOf, now = () => performance.now() }: LagOptions) => {
  const seen = new Map<string, { readonly done: bigint; readonly since: number }>();
  return async ({ name, version, hears }: Heard): Promise<Lag> => {
    const group = `${service}.${name}.v${version}`;
    const topics = [...new Set(hears.map((type) => topicOf(ownerOf(type))))];
    const [ends, checkpoints] = await Promise.all([
      Promise.all(topics.map((topic) => log.endOffsets(topic))),
      documents.checkpointsOf(group),
    ]);
    const end = ends.flat().reduce((sum, offset) => sum + offset, 0n);
    const done = checkpoints
      .filter(({ topic }) => topics.includes(topic))
      .reduce((sum, { offset }) => sum + offset, 0n);
    const before = seen.get(group);
    const moved = before === undefined || before.done !== done || end <= done;
    const mark = moved ? { done, since: now() } : before;
    seen.set(group, mark);
    return { records: Number(end > done ? end - done : 0n), standstillMs: now() - mark.since };
  };
};
