import type { Actor } from './http.ts';
import { all, each, until } from './http.ts';

type Named = { readonly personId: string; readonly name: string };
export type Mentorship = {
  readonly mentorshipId: string;
  readonly mentor: Named;
  readonly mentee: Named;
  readonly status: 'proposed' | 'active' | 'declined' | 'expired' | 'ended';
  readonly accepted: { readonly mentor?: string; readonly mentee?: string };
  readonly agreement?: { readonly version: number };
};
/** Finds the person of the file who is meant by an id of the platform. */
export type Cast = ReadonlyMap<string, Actor>;
export type Side = 'mentor' | 'mentee';
/** Who plays in which cohort. */
export type Stage = {
  readonly coordinator: Actor;
  readonly cast: Cast;
  readonly cohortId: string;
  readonly matchRunId: string;
};
type Run = { readonly rematches: { readonly asked: number; readonly done: number } };

export const mentorshipsOf = (coordinator: Actor, cohortId: string): Promise<Mentorship[]> =>
  all<Mentorship>(coordinator, 'matching', `/v1/mentorships?cohortId=${cohortId}`);

const people = ({ mentor, mentee }: Mentorship): readonly Named[] => [mentor, mentee];
const actor = (cast: Cast, { personId, name }: Named): Actor => {
  const found = cast.get(personId);
  if (found === undefined) throw new Error(`nobody of the files is ${name}`);
  return found;
};

/** Waits until the proposals of a published run are there. */
export const proposalsOf = (coordinator: Actor, cohortId: string, expected: number): Promise<Mentorship[]> =>
  until(`${expected} proposals`, 300, async () => {
    const seen = await mentorshipsOf(coordinator, cohortId);
    return seen.length >= expected ? seen : undefined;
  });

/** What everybody said: `agreed` are the mentorships that both want. */
export type Answers = { readonly declined: number; readonly rematched: number; readonly agreed: readonly Mentorship[] };

const acceptedByBoth = ({ accepted }: Mentorship): boolean =>
  accepted.mentor !== undefined && accepted.mentee !== undefined;

const accept = (cast: Cast, mentorship: Mentorship): Promise<unknown> =>
  Promise.all(
    people(mentorship).map((person) =>
      actor(cast, person).send('matching', 'POST', `/v1/mentorships/${mentorship.mentorshipId}/accept`),
    ),
  );

/**
 * How many mentees decline, at most four: half of the pairs go on at least, and whoever declines can meet somebody else, an unmatched
 * mentor or that of another who declines.
 */
export const declinersAmong = (pairs: number, unmatchedMentors: number): number => {
  const most = Math.min(4, Math.floor(pairs / 2));
  return most === 1 && unmatchedMentors === 0 ? 0 : most;
};

/** Everybody accepts but `decliners` mentees, who are matched anew and accept what comes then. Answers how many declined and how many found somebody else. */
export const answerProposals = async (
  { coordinator, cast, cohortId, matchRunId }: Stage,
  proposals: readonly Mentorship[],
  decliners: number,
  reason = 'We worked together for years; I would like to hear somebody new.',
): Promise<Answers> => {
  const stride = Math.max(1, Math.floor(proposals.length / Math.max(1, decliners)));
  const declining = proposals.filter((_, index) => index % stride === 0).slice(0, decliners);
  const going = proposals.filter((proposal) => !declining.includes(proposal));
  await each(going, (proposal) => accept(cast, proposal));
  await each(declining, (proposal) =>
    actor(cast, proposal.mentee).send('matching', 'POST', `/v1/mentorships/${proposal.mentorshipId}/decline`, {
      reasonCode: 'knows-the-person',
      reason,
    }),
  );
  await until('the declined people to be matched anew', 120, async () => {
    const { rematches } = await coordinator.get<Run>('matching', `/v1/match-runs/${matchRunId}`);
    return rematches.done >= declining.length ? true : undefined;
  });
  const known = new Set(proposals.map(({ mentorshipId }) => mentorshipId));
  const pairs = await all(coordinator, 'matching', `/v1/match-runs/${matchRunId}/pairs`);
  const proposed = await proposalsOf(coordinator, cohortId, pairs.length);
  const fresh = proposed.filter(({ mentorshipId }) => !known.has(mentorshipId));
  await each(fresh, (proposal) => accept(cast, proposal));
  const agreed = await until('all acceptances to be known', 120, async () => {
    const seen = (await mentorshipsOf(coordinator, cohortId)).filter(acceptedByBoth);
    return seen.length >= going.length + fresh.length ? seen : undefined;
  });
  return { declined: declining.length, rematched: fresh.length, agreed };
};

/** Both people of each mentorship sign the agreement that the program proposed. */
export const signAgreements = async (
  { coordinator, cast, cohortId }: Stage,
  agreed: readonly Mentorship[],
): Promise<Mentorship[]> => {
  await each(agreed, (mentorship) =>
    Promise.all(
      people(mentorship).map((person) =>
        actor(cast, person).send('matching', 'POST', `/v1/mentorships/${mentorship.mentorshipId}/sign-agreement`, {
          agreementVersion: mentorship.agreement?.version,
        }),
      ),
    ),
  );
  return until('all mentorships to be active', 120, async () => {
    const active = (await mentorshipsOf(coordinator, cohortId)).filter(({ status }) => status === 'active');
    return active.length >= agreed.length ? active : undefined;
  });
};
