import { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId } from '@telemachy/contracts';
import type { MentorshipFact, PersonFact } from '@telemachy/contracts/matching';
import type { Fact, Projection, Recorded } from '@telemachy/kernel';
import { collectionOf, rebuildInMemory } from '@telemachy/projections';
import { mentorships, organizationIdentity, peopleKnownBy } from '@telemachy/service-shell';
import type { Issuer } from '@telemachy/testing/issuer';
import type { Db } from 'mongodb';
import { checkIn, goalIdOf, tenant } from '../measure/facts.ts';

/** Who posts, and what. */
export type Caller = { readonly token: string; readonly body: string };

const at = '2026-11-23T09:00:00.000Z';
const emailOf = (n: number): string => `mentee-${n}@example.org`;
const idOf = (what: string, n: number): string => goalIdOf(Number(`${what.length}${n}`));

/**
 * Makes so many mentees known to a service, each with a mentorship; its own projections make the documents.
 *
 * @param identitySecret the service's
 */
export const knownCallers = async (
  db: Db,
  issuer: Issuer,
  identitySecret: string,
  count: number,
): Promise<readonly Caller[]> => {
  const numbers = Array.from({ length: count }, (_, n) => n);
  const identity = organizationIdentity(identitySecret, tenant);
  const facts = numbers.flatMap((n) => {
    const key = identity.signInKey({ kind: 'email', value: emailOf(n) });
    return [
      recorded(idOf('person', n), personOf(n, key)),
      ...pairOf(n).map((fact) => recorded(idOf('mentorship', n), fact)),
    ];
  });
  await show(
    db,
    peopleKnownBy(() => ({})),
    facts,
  );
  await show(db, mentorships, facts);
  return Promise.all(numbers.map(async (n) => ({ token: await issuer.token({ email: emailOf(n) }), body: bodyOf(n) })));
};

const show = async <Doc extends object, Event extends Fact>(
  db: Db,
  projection: Projection<Doc, Event>,
  facts: readonly Recorded[],
): Promise<void> => {
  const documents = [...(await rebuildInMemory(projection, facts)).values()];
  await db.collection<{ _id: string }>(collectionOf(projection)).insertMany(documents);
};

const personOf = (n: number, signInKey: string): PersonFact => ({
  type: 'matching.person-imported.v1',
  data: {
    personId: PersonId.parse(idOf('person', n)),
    signInKeys: [signInKey],
    hr: { email: emailOf(n), givenName: 'A', familyName: 'B', attributes: {} },
    importedAt: at,
  },
});

const pairOf = (n: number): readonly MentorshipFact[] => {
  const ids = {
    mentorshipId: MentorshipId.parse(idOf('mentorship', n)),
    cohortId: CohortId.parse(goalIdOf(1)),
    mentorId: PersonId.parse(goalIdOf(2)),
    menteeId: PersonId.parse(idOf('person', n)),
  };
  const run = { programId: ProgramId.parse(goalIdOf(3)), matchRunId: MatchRunId.parse(goalIdOf(4)) };
  return [
    {
      type: 'matching.mentorship-proposed.v1',
      data: { ...ids, ...run, score: 1, place: 1, parts: [], deadlineAt: at, proposedAt: at },
    },
    { type: 'matching.mentorship-activated.v1', data: { ...ids, agreementVersion: 1, activatedAt: at } },
  ];
};

const recorded = (id: string, event: Fact): Recorded => ({
  id,
  tenant,
  stream: `seed-${id}`,
  version: 1,
  position: 0,
  recordedAt: at,
  commit: '0'.repeat(24),
  correlationId: id,
  actor: id,
  event,
});

/** A goal as a mentee sets it, about as long as the facts of the other parts. */
const bodyOf = (n: number): string => {
  const { moved } = checkIn(goalIdOf(n), n).data as { moved: string };
  return JSON.stringify({
    mentorshipId: idOf('mentorship', n),
    text: moved.repeat(2),
    measure: { kind: 'number', unit: 'talks', from: 0, to: 3 },
    dueOn: '2099-03-31',
  });
};
