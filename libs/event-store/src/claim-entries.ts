import type { Recorded } from '@telemachy/kernel';
import type { ClaimSource } from './claim-source.ts';
import type { Reservation } from './ledger.ts';
import { wantedBy } from './ledger.ts';

/** One thing that is held: a unique claim, or time of an owner on one of the UTC days that it touches. */
export type Entry =
  | { readonly shape: 'unique'; readonly claim: string; readonly stream: string }
  | { readonly shape: 'time'; readonly owner: string; readonly day: string; readonly reservation: Reservation };

/** What must be told apart: two entries of one key say the same thing, or contradict each other. */
export const keyOf = (entry: Entry): string =>
  entry.shape === 'unique'
    ? entry.claim
    : `${entry.owner}@${entry.day}|${entry.reservation.stream}|${entry.reservation.from}`;

/** What an entry says, for people to read. */
export const said = (entry: Entry): string =>
  entry.shape === 'unique' ? `held by ${entry.stream}` : reservedFor(entry.reservation);

const instant = (time: number): string => new Date(time).toISOString();
const reservedFor = ({ stream, from, to, padding }: Reservation): string =>
  `${instant(from)} to ${instant(to)}, ${padding / 60_000} min apart, for ${stream}`;

/** What a stream holds by its facts, as the store would keep it. @throws CommitRefused for a claim that no store takes */
export const entriesOf = ({ decider, holds }: ClaimSource, stream: string, facts: readonly Recorded[]): Entry[] => {
  const state = facts.reduce((before, { event }) => decider.evolve(before, event), decider.initial);
  return holds(state).flatMap((held): Entry[] => {
    if (held.kind === 'take') return [{ shape: 'unique', claim: held.claim, stream }];
    const { touched, from, to, padding } = wantedBy(stream, held);
    const reservation = { stream, from, to, padding };
    return touched.map((day) => ({ shape: 'time', owner: held.owner, day, reservation }));
  });
};
