import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MentorshipId, PersonId } from '@telemachy/contracts';
import { MentorshipFact, PersonFact } from '@telemachy/contracts/matching';

/** A fact of matching as the contracts' own example has it, about other ids. */
const example = (type: string, about: object): unknown => {
  const file = new URL(`../../../../libs/contracts/fixtures/${type}.json`, import.meta.url);
  const { data } = JSON.parse(readFileSync(file, 'utf8')) as { readonly data: object };
  return { type, data: { ...data, ...about } };
};

/** A mentorship as matching tells it, from its proposal to its end, and its two people. */
export const toldMentorship = (mentorId = PersonId.parse(randomUUID()), menteeId = PersonId.parse(randomUUID())) => {
  const mentorshipId = MentorshipId.parse(randomUUID());
  const about = { mentorshipId, mentorId, menteeId };
  const told = (type: MentorshipFact['type']): MentorshipFact => MentorshipFact.parse(example(type, about));
  return {
    ...about,
    stream: `mentorship-${mentorshipId}`,
    proposed: told('matching.mentorship-proposed.v1'),
    declined: told('matching.mentorship-declined.v1'),
    activated: told('matching.mentorship-activated.v1'),
    ended: told('matching.mentorship-ended.v1'),
  };
};

/** A person as matching tells it, found by these sign-in keys. */
export const toldPerson = (personId: PersonId, signInKeys: readonly string[]) => ({
  stream: `person-${personId}`,
  imported: PersonFact.parse(example('matching.person-imported.v1', { personId, signInKeys })),
});
