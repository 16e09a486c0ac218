import type { Fact, Recorded } from '@telemachy/kernel';

export type RecordedAs = Partial<Omit<Recorded, 'event'>>;
const id = (place: number): string => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`;

/** A fact as the store would keep it; what is not said is made up, the same each time. */
export const recorded = <Event extends Fact>(event: Event, as: RecordedAs = {}): Recorded<Event> => {
  const version = as.version ?? 1;
  return {
    id: id(version),
    tenant: 'acme',
    stream: `thing-${id(0)}`,
    position: version,
    recordedAt: '2026-11-23T09:00:00.000Z',
    commit: id(version),
    correlationId: id(0),
    actor: id(0),
    ...as,
    version,
    event,
  };
};

/** Facts of one stream, in order from version 1. */
export const inOrder = <Event extends Fact>(events: readonly Event[]): readonly Recorded<Event>[] =>
  events.map((event, index) => recorded(event, { version: index + 1, position: index + 1 }));
