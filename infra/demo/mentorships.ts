import type { Actor } from './http.ts';
import { all, each, until } from './http.ts';

export type Mentorship = {
  readonly id: string;
  readonly mentorId: string;
  readonly menteeId: string;
  readonly status: 'proposed' | 'accepted' | 'declined' | 'expired' | 'active' | 'ended';
  readonly agreementVersion?: number;
};
/** Finds the person of the file who is meant by an id of the platform. */
export type Cast = ReadonlyMap<string, Actor>;
export type Side = 'mentor' | 'mentee';
/** Who plays in which cohort. */
export type Stage = { readonly coordinator: Actor; readonly cast: Cast; readonly cohortId: string };

export const mentorshipsOf = (coordinator: Actor, cohortId: string): Promise<Mentorship[]> =>
  all<Mentorship>(coordinator, 'matching', `/v1/mentorships?cohortId=${cohortId}`);

const sides = (mentorship: Mentorship): [Side, string][] => [
  ['mentee', mentorship.menteeId],
  ['mentor', mentorship.mentorId],
];
const actor = (cast: Cast, personId: string): Actor => {
  const found = cast.get(personId);
  if (found === undefined) throw new Error(`nobody of the files is the person ${personId}`);
  return found;
};

/** Waits until the proposals of a published run are there. */
export const proposalsOf = (coordinator: Actor, cohortId: string, expected: number): Promise<Mentorship[]> =>
  until(`${expected} proposals`, 300, async () => {
    const seen = await mentorshipsOf(coordinator, cohortId);
    return seen.length >= expected ? seen : undefined;
  });

const accept = (cast: Cast, mentorship: Mentorship): Promise<unknown> =>
  Promise.all(
    sides(mentorship).map(([, person]) =>
      actor(cast, person).send('matching', 'POST', `/v1/mentorships/${mentorship.id}/accept`),
    ),
  );

/** Everybody accepts but `decliners` mentees, who are matched anew and accept what comes then. Answers how many declined and how many found somebody else. */
export const answerProposals = async (
  { coordinator, cast, cohortId }: Stage,
  proposals: readonly Mentorship[],
  decliners: number,
): Promise<{ declined: number; rematched: number }> => {
  const stride = Math.max(1, Math.floor(proposals.length / Math.max(1, decliners)));
  const declining = proposals.filter((_, index) => index % stride === 0).slice(0, decliners);
  const going = proposals.filter((proposal) => !declining.includes(proposal));
  await each(going, (proposal) => accept(cast, proposal));
  await each(declining, (proposal) =>
    actor(cast, proposal.menteeId).send('matching', 'POST', `/v1/mentorships/${proposal.id}/decline`, {
      reasonCode: 'knows-the-person',
      reason: 'We worked together for years; I would like to hear somebody new.',
    }),
  );
  await until('the declined people to be matched anew', 120, async () => {
    const cohort = await coordinator.get<{ openRematches?: number }>('matching', `/v1/cohorts/${cohortId}`);
    return cohort.openRematches === 0 ? true : undefined;
  });
  const known = new Set(proposals.map(({ id }) => id));
  const fresh = (await mentorshipsOf(coordinator, cohortId)).filter(({ id }) => !known.has(id));
  await each(fresh, (proposal) => accept(cast, proposal));
  return { declined: declining.length, rematched: fresh.length };
};

/** Both people of every accepted mentorship sign the agreement that the program proposed. */
export const signAgreements = async ({ coordinator, cast, cohortId }: Stage): Promise<Mentorship[]> => {
  const going = (await mentorshipsOf(coordinator, cohortId)).filter(({ status }) => status === 'accepted');
  await each(going, (mentorship) =>
    Promise.all(
      sides(mentorship).map(([, person]) =>
        actor(cast, person).send('matching', 'POST', `/v1/mentorships/${mentorship.id}/sign-agreement`, {
          agreementVersion: mentorship.agreementVersion ?? 1,
        }),
      ),
    ),
  );
  return until('all mentorships to be active', 120, async () => {
    const active = (await mentorshipsOf(coordinator, cohortId)).filter(({ status }) => status === 'active');
    return active.length >= going.length ? active : undefined;
  });
};
