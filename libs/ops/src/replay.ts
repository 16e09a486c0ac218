import type { EventStore } from '@telemachy/event-store';
import type { Recorded } from '@telemachy/kernel';
import { clocksWithinMs, positionBefore, type Bound } from './bounds.ts';
import { factsOf, type Range } from './facts-of.ts';

export type ReplayFilter = {
  readonly from?: Bound;
  /** With an instant: what was recorded up to then, that is, as of then. */
  readonly to?: Bound;
  /** `goals.goal-set.v1`, or a beginning such as `goals.goal-*`. */
  readonly types?: readonly string[];
  readonly tenant?: string;
};

type Replayed = {
  /** Facts written. */
  readonly written: number;
  /** Position of the last fact that was looked at. */
  readonly at: number;
};

/** Whoever reads the facts wants no more of them. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

const matches = (type: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => (pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern));

const isAsked = ({ from, to, types, tenant }: ReplayFilter, fact: Recorded): boolean => {
  if (tenant !== undefined && fact.tenant !== tenant) return false;
  if (types !== undefined && !matches(fact.event.type, types)) return false;
  if (from?.kind === 'instant' && Date.parse(fact.recordedAt) < from.ms) return false;
  return to?.kind !== 'instant' || Date.parse(fact.recordedAt) <= to.ms;
};

const isBeyond = ({ to }: ReplayFilter, { recordedAt }: Recorded): boolean =>
  to?.kind === 'instant' && Date.parse(recordedAt) > to.ms + clocksWithinMs;

type Store = Pick<EventStore, 'readAll' | 'readRaw' | 'lastPosition'>;

const rangeOf = async (store: Store, { from, to }: ReplayFilter): Promise<Range> => ({
  from:
    from?.kind === 'instant'
      ? 1 + (await positionBefore(store, from.ms, await store.lastPosition()))
      : (from?.position ?? 1),
  ...(to?.kind === 'position' ? { to: to.position } : {}),
});

/**
 * One service's facts, one JSON object a line, in position order. Has no way to change anything, and no keys: what is sealed stays so.
 * @param write gets one line without its end, and whose it is; its promise holds the reading back; `ReaderGone` ends the replay
 * @param progress is told after each fact that was looked at
 */
export const replay = async (
  store: Store,
  filter: ReplayFilter,
  write: (line: string, tenant: string) => Promise<void>,
  progress: (replayed: Replayed) => void = () => {},
): Promise<number> => {
  let written = 0;
  try {
    for await (const fact of factsOf(store, await rangeOf(store, filter))) {
      if (isBeyond(filter, fact)) break;
      if (isAsked(filter, fact)) {
        await write(lineOf(fact), fact.tenant);
        written += 1;
      }
      progress({ written, at: fact.position });
    }
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
  }
  return written;
};

const lineOf = ({ event, ...about }: Recorded): string =>
  JSON.stringify({ ...about, type: event.type, data: event.data });
