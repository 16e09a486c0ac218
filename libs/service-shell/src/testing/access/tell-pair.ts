import { randomUUID } from 'node:crypto';
import { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId } from '@telemachy/contracts';
import type { MentorshipFact, PersonFact } from '@telemachy/contracts/matching';
import type { InMemory } from '../in-memory/in-memory.ts';

/** The people of the generated cases of access: the two of a mentorship, and somebody who has no part in it. */
export const pairAndStranger = {
  mentor: 'mentor@example.org',
  mentee: 'mentee@example.org',
  'a person without relation': 'stranger@example.org',
} as const;
type Name = keyof typeof pairAndStranger;

/** How the two stand to what is their mentorship's. */
export const asParties = { mentor: ['mentor'], mentee: ['mentee'] } as const;

const at = new Date().toISOString();
const imported = (personId: PersonId, email: string, key: string): PersonFact => ({
  type: 'matching.person-imported.v1',
  data: {
    personId,
    signInKeys: [key],
    hr: { email, givenName: 'Ada', familyName: 'Example', attributes: { grade: 'Grade 7' } },
    importedAt: at,
  },
});

/** Matching tells of these people, and of active mentorships of the two: as many as asked. */
export const tellPair = async (service: InMemory, mentorships = 1) => {
  const person = async (name: Name): Promise<PersonId> => {
    const personId = PersonId.parse(randomUUID());
    const email = pairAndStranger[name];
    await service.say(`person-${personId}`, [imported(personId, email, service.signInKey(email))]);
    return personId;
  };
  const [mentorId, menteeId] = [await person('mentor'), await person('mentee')];
  const strangerId = await person('a person without relation');
  const programId = ProgramId.parse(randomUUID());
  const pair = { cohortId: CohortId.parse(randomUUID()), mentorId, menteeId };
  const matched = { matchRunId: MatchRunId.parse(randomUUID()), score: 1, place: 1, parts: [], proposedAt: at };
  const deadlineAt = new Date(Date.now() + 86_400_000).toISOString();
  const told: MentorshipId[] = [];
  for (let nth = 0; nth < mentorships; nth += 1) {
    const mentorshipId = MentorshipId.parse(randomUUID());
    const ids = { mentorshipId, ...pair };
    const facts: readonly MentorshipFact[] = [
      { type: 'matching.mentorship-proposed.v1', data: { ...ids, programId, ...matched, deadlineAt } },
      { type: 'matching.mentorship-activated.v1', data: { ...ids, agreementVersion: 1, activatedAt: at } },
    ];
    await service.say(`mentorship-${mentorshipId}`, facts);
    told.push(mentorshipId);
  }
  const [mentorshipId] = told;
  if (mentorshipId === undefined) throw new Error('a pair has at least one mentorship');
  return { ...pair, strangerId, programId, mentorshipId, mentorshipIds: told };
};
