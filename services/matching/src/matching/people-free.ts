import type { PersonId, Side } from '@telemachy/contracts';
import type { ProposedPair } from '@telemachy/contracts/matching';
import type { Mentor, Snapshot } from '@telemachy/matching-engine';
import type { MentorshipDocument } from '../read-models/mentorships/mentorships.projection.ts';

type Became = Pick<
  MentorshipDocument,
  'mentorId' | 'menteeId' | 'status' | 'accepted' | 'declined' | 'deadlineAt' | 'closedAt'
>;

export type Standing = {
  /** Pairs that hold: proposed, active, or not proposed yet. Those that ended in peace count too, so that nobody is matched anew by accident. */
  readonly holding: readonly ProposedPair[];
  /** Pairs that will not be, and never again. */
  readonly over: readonly ProposedPair[];
  /** Who is not to be asked again in this role: they said they have no time or other plans, or let a proposal lapse without an answer. */
  readonly leftInPeace: Readonly<Record<Side, ReadonlySet<PersonId>>>;
};

const keyOf = ({ mentorId, menteeId }: { mentorId: PersonId; menteeId: PersonId }): string => `${mentorId}/${menteeId}`;

const peaceful = ['no-time', 'changed-plans'];

const isLeftInPeace = ({ status, accepted, declined = {}, deadlineAt, closedAt }: Became, side: Side): boolean => {
  const own = declined[side];
  if (own !== undefined) return peaceful.includes(own.reasonCode);
  const ranOut = status === 'expired' || (closedAt !== undefined && Date.parse(closedAt) >= Date.parse(deadlineAt));
  return ranOut && accepted[side] === undefined;
};

/** How the pairs that a run ever found stand. @param became the mentorships they became, as far as they were proposed */
export const standingOf = (pairs: readonly ProposedPair[], became: readonly Became[]): Standing => {
  const mentorships = new Map(became.map((one) => [keyOf(one), one]));
  const isOver = (pair: ProposedPair): boolean => {
    const status = mentorships.get(keyOf(pair))?.status;
    return status === 'declined' || status === 'expired';
  };
  return {
    holding: pairs.filter((pair) => !isOver(pair)),
    over: pairs.filter(isOver),
    leftInPeace: {
      mentor: new Set(became.filter((one) => isLeftInPeace(one, 'mentor')).map(({ mentorId }) => mentorId)),
      mentee: new Set(became.filter((one) => isLeftInPeace(one, 'mentee')).map(({ menteeId }) => menteeId)),
    },
  };
};

/** The people as a rematch sees them: a mentor who is left in peace has no place but those in use. */
export const snapshotForRematch = (snapshot: Snapshot, { holding, leftInPeace }: Standing): Snapshot => {
  const inUse = (id: string): number => holding.filter(({ mentorId }) => mentorId === id).length;
  const place = (mentor: Mentor): Mentor =>
    leftInPeace.mentor.has(mentor.id as PersonId) ? { ...mentor, capacity: inUse(mentor.id) } : mentor;
  return { ...snapshot, mentors: snapshot.mentors.map(place) };
};

/** Gives each pair its mentor's next free place, from 1, in the order given. */
export const placed = <Pair extends { readonly mentorId: PersonId }>(
  pairs: readonly Pair[],
  holding: readonly Pick<ProposedPair, 'mentorId' | 'place'>[],
): readonly (Pair & { readonly place: number })[] => {
  const taken = new Map<PersonId, Set<number>>();
  const placesOf = (id: PersonId): Set<number> => {
    const places = taken.get(id) ?? new Set();
    taken.set(id, places);
    return places;
  };
  for (const { mentorId, place } of holding) placesOf(mentorId).add(place);
  return pairs.map((pair) => {
    const places = placesOf(pair.mentorId);
    let place = 1;
    while (places.has(place)) place += 1;
    places.add(place);
    return { ...pair, place };
  });
};
