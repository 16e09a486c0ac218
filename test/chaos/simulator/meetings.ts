import { fact, Instant, internal, timerFacts } from '@telemachy/contracts';
import { accept, refuse } from '@telemachy/kernel';
import type { Decider, Fact, Process, Projection } from '@telemachy/kernel';
import type { ClaimChange } from '@telemachy/event-store';
import { z } from 'zod';

// A small world with every kind of rule that the event core keeps: meetings take a room (unique claim) and time of a person (ledger); a list counts
// what is noted, and every note matters; notices follow from facts, at once and by a deadline.

export const service = 'sim';
export const topic = 'sim.events.g1';
export const partitions = 4;
export const tenant = 'org';

const Booked = fact('sim.meeting-booked.v1', {
  meetingId: internal(z.string()),
  room: internal(z.string()),
  person: internal(z.string()),
  slot: internal(z.int()),
  remindAt: internal(Instant),
});
const Moved = fact('sim.meeting-moved.v1', { meetingId: internal(z.string()), remindAt: internal(Instant) });
const Cancelled = fact('sim.meeting-cancelled.v1', {
  meetingId: internal(z.string()),
  room: internal(z.string()),
  person: internal(z.string()),
});
const Noted = fact('sim.list-noted.v1', { listId: internal(z.string()), n: internal(z.int()) });
const Given = fact('sim.notice-given.v1', { what: internal(z.string()), n: internal(z.int()) });
const all = [Booked, Moved, Cancelled, Noted, Given, ...Object.values(timerFacts(service))];
export const schemas = new Map(all.map((schema) => [schema.shape.type.value as string, schema]));

export type Data = {
  readonly meetingId: string;
  readonly room: string;
  readonly person: string;
  readonly slot: number;
  readonly remindAt: string;
  readonly listId: string;
  readonly n: number;
  readonly what: string;
  readonly instance: string;
};
export const dataOf = ({ data }: Fact): Data => data as Data;

type Meeting = { readonly version: number; readonly held: Fact | undefined };
export type MeetingCommand =
  | { readonly type: 'book'; readonly data: Pick<Data, 'meetingId' | 'room' | 'person' | 'slot' | 'remindAt'> }
  | { readonly type: 'move'; readonly remindAt: string }
  | { readonly type: 'cancel' };

export const meeting: Decider<Meeting, MeetingCommand, Fact, 'booked-before' | 'not-booked'> = {
  initial: { version: 0, held: undefined },
  decide: (command, { version, held }) => {
    if (command.type === 'book')
      return version > 0 ? refuse('booked-before') : accept({ type: 'sim.meeting-booked.v1', data: command.data });
    if (held === undefined) return version > 0 && command.type === 'cancel' ? accept() : refuse('not-booked');
    const { meetingId, room, person } = dataOf(held);
    return command.type === 'move'
      ? accept({ type: 'sim.meeting-moved.v1', data: { meetingId, remindAt: command.remindAt } })
      : accept({ type: 'sim.meeting-cancelled.v1', data: { meetingId, room, person } });
  },
  evolve: ({ version, held }, event) => ({
    version: version + 1,
    held: event.type === 'sim.meeting-cancelled.v1' ? undefined : event.type === 'sim.meeting-booked.v1' ? event : held,
  }),
};

const hour = 3_600_000;
const opening = Date.UTC(2028, 0, 1);
const instant = (slot: number): string => new Date(opening + slot * hour).toISOString();

/** A room is one meeting's at a time; a person has an hour for each, and never two at once. */
export const claimsOf = (facts: readonly Fact[]): ClaimChange[] =>
  facts.flatMap((event): ClaimChange[] => {
    const { room, person, slot } = dataOf(event);
    switch (event.type) {
      case 'sim.meeting-booked.v1':
        return [
          { kind: 'take', claim: `room/${room}` },
          { kind: 'reserve', owner: `person/${person}`, from: instant(slot), to: instant(slot + 1) },
        ];
      case 'sim.meeting-cancelled.v1':
        return [
          { kind: 'release', claim: `room/${room}` },
          { kind: 'free', owner: `person/${person}` },
        ];
      default:
        return [];
    }
  });

export type NoteCommand = { readonly type: 'note'; readonly listId: string; readonly n: number };
/** Nothing is ever repeated by chance: each note counts. */
export const list: Decider<number, NoteCommand, Fact, never> = {
  initial: 0,
  decide: ({ listId, n }) => accept({ type: 'sim.list-noted.v1', data: { listId, n } }),
  evolve: (count) => count + 1,
};

export type NoticeCommand = {
  readonly type: 'give';
  readonly meetingId: string;
  readonly what: string;
  readonly n: number;
};
export const notice: Decider<number, NoticeCommand, Fact, never> = {
  initial: 0,
  decide: ({ what, n }) => accept({ type: 'sim.notice-given.v1', data: { what, n } }),
  evolve: (count) => count + 1,
};

export type Board = { readonly [field: string]: unknown };
/** What a code fault of the projection is: it cannot fold these until it is mended. */
export const poison = { bites: true, n: 13 };

/** Documents that several streams and partitions meet in; each stream owns its own field, in which order and number of its facts show. */
export const board: Projection<Board, Fact> = {
  name: 'board',
  version: 1,
  hears: ['sim.list-noted.v1', 'sim.meeting-booked.v1', 'sim.meeting-moved.v1', 'sim.meeting-cancelled.v1'],
  keyOf: ({ event }) => (event.type === 'sim.list-noted.v1' ? `list/${dataOf(event).n % 2}` : 'meetings'),
  apply: (document = {}, { stream, version, event }) => {
    if (event.type === 'sim.list-noted.v1' && poison.bites && dataOf(event).n === poison.n) throw new Error('13');
    const before = (document[stream] ?? []) as readonly number[];
    return { ...document, [stream]: [...before, version] };
  },
};

type Heard = { readonly heard: number };
export const remind: Process<Heard, Fact, NoticeCommand> = {
  name: 'remind',
  version: 1,
  hears: ['sim.meeting-booked.v1', 'sim.meeting-moved.v1', 'sim.meeting-cancelled.v1', 'sim.timer-fired.v1'],
  correlate: ({ event }) => dataOf(event).meetingId ?? dataOf(event).instance,
  initial: { heard: 0 },
  react: ({ event }, { heard }) => {
    const { meetingId, instance, remindAt } = dataOf(event);
    const give = (what: string) =>
      ({ kind: 'command', command: { type: 'give', meetingId: meetingId ?? instance, what, n: heard } }) as const;
    switch (event.type) {
      case 'sim.meeting-booked.v1':
        return [give('booked'), { kind: 'timer', name: 'reminder', dueAt: remindAt }];
      case 'sim.meeting-moved.v1':
        return [{ kind: 'timer', name: 'reminder', dueAt: remindAt }];
      case 'sim.meeting-cancelled.v1':
        return [{ kind: 'cancel-timer', name: 'reminder' }, give('cancelled')];
      default:
        return [give('due')];
    }
  },
  evolve: ({ heard }) => ({ heard: heard + 1 }),
};
