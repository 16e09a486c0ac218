import type { EventStore } from '@telemachy/event-store';
import type { Recorded } from '@telemachy/kernel';
import { factsOf, type Range } from './facts-of.ts';

export type ReplayFilter = Range & {
  /** `goals.goal-set.v1`, or a beginning such as `goals.goal-*`. */
  readonly types?: readonly string[];
  readonly tenant?: string;
};

const matches = (type: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => (pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern));

/**
 * One service's facts, one JSON object a line, in position order: no side effects, nothing is written.
 * @param write gets one line without its end; its promise holds the reading back
 * @returns how many facts were written
 */
export const replay = async (
  store: Pick<EventStore, 'readAll'>,
  filter: ReplayFilter,
  write: (line: string) => Promise<void>,
): Promise<number> => {
  let written = 0;
  for await (const fact of factsOf(store, filter)) {
    if (filter.tenant !== undefined && fact.tenant !== filter.tenant) continue;
    if (filter.types !== undefined && !matches(fact.event.type, filter.types)) continue;
    await write(lineOf(fact));
    written += 1;
  }
  return written;
};

const lineOf = ({ event, ...about }: Recorded): string =>
  JSON.stringify({ ...about, type: event.type, data: event.data });
