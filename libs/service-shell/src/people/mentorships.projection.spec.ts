import { describe, expect, it } from '@jest/globals';
import { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId, sealedIn, type Side } from '@telemachy/contracts';
import type { MentorshipFact, PersonFact, StoredPersonFact } from '@telemachy/contracts/matching';
import { projectionSpecFor } from '@telemachy/testing';
import { wordsInMemory } from '../testing/words-in-memory.ts';
import { mentorships } from './mentorships.projection.ts';
import { peopleKnownBy } from './people.projection.ts';
import { sidesOf } from './sides.ts';

const uuid = (last: number): string => `00000000-0000-4000-8000-00000000000${last}`;
const at = '2026-11-23T09:00:00.000Z';
const ids = {
  mentorshipId: MentorshipId.parse(uuid(1)),
  cohortId: CohortId.parse(uuid(2)),
  mentorId: PersonId.parse(uuid(3)),
  menteeId: PersonId.parse(uuid(4)),
};
const programId = ProgramId.parse(uuid(5));
const proposed: MentorshipFact = {
  type: 'matching.mentorship-proposed.v1',
  data: {
    ...ids,
    programId,
    matchRunId: MatchRunId.parse(uuid(6)),
    place: 1,
    score: 1,
    parts: [],
    deadlineAt: at,
    proposedAt: at,
  },
};
const accepted = (by: Side): MentorshipFact => ({
  type: 'matching.mentorship-accepted.v1',
  data: { ...ids, by, acceptedAt: at },
});
const activated: MentorshipFact = {
  type: 'matching.mentorship-activated.v1',
  data: { ...ids, agreementVersion: 1, activatedAt: at },
};
const ended: MentorshipFact = {
  type: 'matching.mentorship-ended.v1',
  data: { ...ids, by: 'coordinator', reasonCode: 'completed', endedAt: at },
};

describe('what others know of a mentorship', () => {
  const { given } = projectionSpecFor(mentorships);
  it('is who the two are, from the proposal on', () =>
    given(proposed).then({ ...ids, programId, status: 'proposed', acceptedBy: [] }));
  it('is accepted when both did, in either order', () => {
    given(proposed, accepted('mentee')).thenMatches({ status: 'proposed', acceptedBy: ['mentee'] });
    given(proposed, accepted('mentor'), accepted('mentee')).thenMatches({
      status: 'accepted',
      acceptedBy: ['mentee', 'mentor'],
    });
  });
  it('stays declined when the other side, which is not told, accepts', () => {
    const declined: MentorshipFact = {
      type: 'matching.mentorship-declined.v1',
      data: { ...ids, by: 'mentor', authorId: ids.mentorId, reasonCode: 'other', reason: '', declinedAt: at },
    };
    given(proposed, declined, accepted('mentee')).thenMatches({ status: 'declined', acceptedBy: ['mentee'] });
  });
  it('is active once activated, and ended once ended', () => {
    given(proposed, activated).thenMatches({ status: 'active', activatedAt: at });
    given(proposed, activated, ended).thenMatches({ status: 'ended', endedAt: at });
  });
});

describe('what a service knows of people', () => {
  const imported: PersonFact = {
    type: 'matching.person-imported.v1',
    data: {
      personId: ids.mentorId,
      signInKeys: ['k'],
      hr: { email: 'a@example.org', givenName: 'Ann', familyName: 'Lee', attributes: { grade: 'SEO' } },
      importedAt: at,
    },
  };
  const signIn = { signInKeys: ['k'], heldSince: { k: at }, formerSignInKeys: [] };
  it('is ids alone, or what it keeps of what HR says, sealed', async () => {
    const { stored } = await wordsInMemory();
    const fact = (await stored(imported)) as StoredPersonFact;
    projectionSpecFor(peopleKnownBy(() => ({})))
      .given(fact)
      .then({ personId: ids.mentorId, ...signIn });
    const { sealed } = fact.data;
    expect(JSON.stringify(sealed)).toContain('personal:personId');
    projectionSpecFor(peopleKnownBy((data) => sealedIn(data)))
      .given(fact)
      .thenMatches({ personId: ids.mentorId, ...signIn, sealed: sealed! });
  });
});

describe('how a person stands to a mentorship', () => {
  it('is one side of it, or none', () => {
    expect(sidesOf(ids, ids.mentorId)).toEqual(['mentor']);
    expect(sidesOf(ids, ids.menteeId)).toEqual(['mentee']);
    expect(sidesOf(ids, PersonId.parse(uuid(9)))).toEqual([]);
    expect(sidesOf(ids, undefined)).toEqual([]);
    expect(sidesOf(undefined, ids.mentorId)).toEqual([]);
  });
});
