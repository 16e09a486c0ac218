import type { ParkedItem } from './parked-items.ts';

/** What failed alike in one consumer. */
export type ParkedGroup = {
  readonly group: string;
  readonly consumer: string;
  readonly kind: ParkedItem['kind'];
  /** Of one of them; others may differ by ids, instants and numbers. */
  readonly reason: string;
  /** Streams, or reactions. */
  readonly count: number;
  /** Facts that wait in the streams. */
  readonly facts: number;
  /** Types of the facts that failed, or what the reactions ask for. */
  readonly about: readonly string[];
  readonly tenants: number;
  /** Since when the first of them waits; RFC 3339. */
  readonly since?: string;
};

const groupFrom = (items: readonly [ParkedItem, ...ParkedItem[]]): ParkedGroup => {
  const [{ group, consumer, kind, reason }] = items;
  const since = items.flatMap((item) => item.since ?? []).toSorted()[0];
  return {
    group,
    consumer,
    kind,
    reason,
    count: items.length,
    facts: items.reduce((sum, item) => sum + (item.kind === 'stream' ? item.facts : 0), 0),
    about: [...new Set(items.map((item) => (item.kind === 'stream' ? item.first.type : item.asks)))].toSorted(),
    tenants: new Set(items.map(({ tenant }) => tenant)).size,
    ...(since === undefined ? {} : { since }),
  };
};

/** By failure, the largest first. */
export const groupsOf = (items: readonly ParkedItem[]): readonly ParkedGroup[] =>
  [...Map.groupBy(items, ({ group }) => group).values()]
    .flatMap(([first, ...others]) => (first === undefined ? [] : [groupFrom([first, ...others])]))
    .toSorted((one, other) => other.count - one.count || one.group.localeCompare(other.group));
