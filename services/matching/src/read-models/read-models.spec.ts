import { describe, expect, it } from '@jest/globals';
import type {
  BoxName,
  CohortId,
  EnrolmentId,
  MatchRunId,
  MentorshipId,
  PersonId,
  ProgramId,
} from '@telemachy/contracts';
import type {
  EnrolmentFact,
  MatchRunFact,
  MentorshipFact,
  ProposedPair,
  StoredEnrolmentFact,
  StoredMentorshipFact,
} from '@telemachy/contracts/matching';
import type { Access } from '@telemachy/service-shell';
import { wordsInMemory } from '@telemachy/service-shell/testing';
import { projectionSpecFor } from '@telemachy/testing';
import { enrolments } from './enrolments/enrolments.projection.ts';
import { sensitiveAnswers } from './enrolments/sensitive-answers.projection.ts';
import { entriesPage } from './match-runs/entries-page.ts';
import { viewOf as runViewOf } from './match-runs/match-runs.controller.ts';
import { matchRuns } from './match-runs/match-runs.projection.ts';
import { viewOf, wordsFor } from './mentorships/mentorship-view.ts';
import { mentorships, type MentorshipDocument } from './mentorships/mentorships.projection.ts';

const at = '2026-11-02T09:00:00.000Z';
const id = (n: number) => `0199a000-0000-8000-8000-${String(n).padStart(12, '0')}`;
const cohortId = id(1) as CohortId;
const programId = id(2) as ProgramId;
const matchRunId = id(3) as MatchRunId;
const mentorId = id(4) as PersonId;
const menteeId = id(5) as PersonId;
const mentorshipId = id(6) as MentorshipId;

const applied = (
  role: 'mentor' | 'mentee',
  sensitive: Record<string, string>,
): Extract<EnrolmentFact, { type: 'matching.enrolment-applied.v1' }> => ({
  type: 'matching.enrolment-applied.v1',
  data: {
    enrolmentId: id(7) as EnrolmentId,
    cohortId,
    personId: mentorId,
    role,
    capacity: 2,
    answers: { languages: ['en'] },
    sensitiveAnswers: sensitive,
    appliedAt: at,
  },
});

describe('an enrolment', () => {
  const kept = async (fact: EnrolmentFact) => {
    const { stored } = await wordsInMemory();
    return (await stored(fact)) as Extract<StoredEnrolmentFact, { type: 'matching.enrolment-applied.v1' }>;
  };
  const boxOf = ({ data }: Awaited<ReturnType<typeof kept>>, name: BoxName) => ({
    sealed: { [name]: data.sealed?.[name] },
  });

  it('has both roles in one document, the answers sealed, and no sensitive one', async () => {
    const [mentor, mentee] = [await kept(applied('mentor', { faith: 'x' })), await kept(applied('mentee', {}))];
    const part = (fact: typeof mentor) => ({ capacity: 2, ...boxOf(fact, 'personal:personId') });
    projectionSpecFor(enrolments)
      .given(mentor, mentee)
      .then({
        enrolmentId: id(7) as EnrolmentId,
        cohortId,
        personId: mentorId,
        version: 2,
        withdrawn: false,
        parts: { mentor: part(mentor), mentee: part(mentee) },
      });
  });

  it('has its sensitive answers apart, where a match run and their author read them', async () => {
    const fact = await kept(applied('mentor', { faith: 'x' }));
    projectionSpecFor(sensitiveAnswers)
      .given(fact)
      .thenMatches({ parts: { mentor: boxOf(fact, 'private-to-person:personId') } });
  });
});

describe('a match run', () => {
  const pairs: ProposedPair[] = [{ mentorId, menteeId, place: 1, score: 5, parts: [] }];
  const requested: MatchRunFact = {
    type: 'matching.match-run-requested.v1',
    data: { matchRunId, cohortId, programId, policyVersion: 1, seed: 's', requestedAt: at },
  };
  const found: MatchRunFact = { type: 'matching.match-run-pairs-found.v1', data: { matchRunId, part: 0, pairs } };
  const asked: MatchRunFact = {
    type: 'matching.match-run-rematch-requested.v1',
    data: { matchRunId, cohortId, mentorshipId, requestedAt: at },
  };
  const rematched: MatchRunFact = {
    type: 'matching.match-run-rematched.v1',
    data: { matchRunId, cohortId, mentorshipId, pairs, unmatched: [], rematchedAt: at },
  };

  it('says how far it is, and which parts of its result there must be', () => {
    const { given } = projectionSpecFor(matchRuns);
    given(requested, found).thenMatches({ state: 'running', pairsUpTo: '00000002' });
    given(requested, found, asked).thenMatches({ rematchesAsked: 1, rematchesDone: 0 });
    given(requested, found, asked, rematched).thenMatches({ rematchesDone: 1, pairsUpTo: '00000004' });
  });

  const shown = (...facts: MatchRunFact[]) =>
    runViewOf(
      [
        ...projectionSpecFor(matchRuns)
          .given(...facts)
          .documents()
          .values(),
      ][0]!,
    );

  it('that failed says why, and what to do', () => {
    const failed: MatchRunFact = {
      type: 'matching.match-run-failed.v1',
      data: { matchRunId, cohortId, reason: 'given-up', failedAt: at },
    };
    expect(shown(requested, failed)).toMatchObject({
      state: 'failed',
      reason: 'given-up',
      text: expect.stringMatching(/on our side.+Run the matching again/),
    });
  });

  it('names the rematches that came to nothing, until they come to something', () => {
    const failed: MatchRunFact = {
      type: 'matching.match-run-rematch-failed.v1',
      data: { matchRunId, cohortId, mentorshipId, reason: 'given-up', failedAt: at },
    };
    expect(shown(requested, found, asked, failed).rematches).toEqual({
      asked: 1,
      done: 0,
      failed: [{ mentorshipId, reason: 'given-up', text: expect.stringMatching(/on our side.+Nobody was moved/) }],
    });
    expect(shown(requested, found, asked, failed, rematched).rematches).toEqual({ asked: 1, done: 1, failed: [] });
  });
});

describe('a page of what a run found', () => {
  const parts = [
    { part: '00000003', entries: ['a', 'b', 'c'] },
    { part: '00000004', entries: ['d'] },
    { part: '00000009', entries: ['e', 'f'] },
  ];
  const model = {
    peek: async () => parts[0],
    page: async (_tenant: string, where: Readonly<Record<string, unknown>>) => ({
      items: parts.filter(({ part }) => part >= (where['part'] as { $gte: string }).$gte),
    }),
  };
  const page = (limit: number, cursor?: string) =>
    entriesPage<string>(model, { tenant: 'acme', matchRunId, upTo: '00000009' }, { limit, cursor });

  it.each([1, 2, 3, 4, 5, 6, 7])('goes over its parts, %i at a time', async (limit) => {
    const read: string[] = [];
    for (let cursor: string | undefined; ;) {
      const { items, next } = await page(limit, cursor);
      expect(items.length).toBeLessThanOrEqual(limit);
      read.push(...items);
      if (next === undefined) break;
      cursor = next;
    }
    expect(read.join('')).toBe('abcdef');
  });

  it('begins nowhere but where a page ended', async () => {
    await expect(page(2, 'nonsense')).rejects.toMatchObject({ status: 400 });
  });
});

describe('what is shown of a mentorship', () => {
  const pair = { mentorshipId, cohortId, mentorId, menteeId };
  const terms = { purpose: 'Secret plans', scopeIn: '', scopeOut: '', medium: '', boundaries: '', confidentiality: '' };
  const proposed: MentorshipFact[] = [
    {
      type: 'matching.mentorship-proposed.v1',
      data: { ...pair, programId, matchRunId, place: 1, score: 5, parts: [], deadlineAt: at, proposedAt: at },
    },
    {
      type: 'matching.mentorship-agreement-proposed.v1',
      data: { ...pair, agreementVersion: 1, lengthWeeks: 26, cadence: 'weekly', terms, by: 'program', proposedAt: at },
    },
  ];
  const declined: MentorshipFact = {
    type: 'matching.mentorship-declined.v1',
    data: { ...pair, by: 'mentee', authorId: menteeId, reasonCode: 'not-a-fit', reason: 'My words', declinedAt: at },
  };
  const documentOf = (...facts: StoredMentorshipFact[]): MentorshipDocument =>
    [
      ...projectionSpecFor(mentorships)
        .given(...facts)
        .documents()
        .values(),
    ][0]!;
  const shown = async (sides: ('mentor' | 'mentee')[], ...facts: MentorshipFact[]) => {
    const { stored, words } = await wordsInMemory();
    const kept = await Promise.all(facts.map((fact) => stored(fact) as Promise<StoredMentorshipFact>));
    const person = sides.includes('mentor') ? mentorId : sides.includes('mentee') ? menteeId : undefined;
    const access = {
      caller: { tenant: 'acme', actor: 'a' },
      person,
      operation: 'read-mentorship',
    } as unknown as Access;
    const [opened] = await wordsFor(words, access, [documentOf(...kept)]);
    return JSON.stringify(viewOf(opened!, sides, (personId) => ({ personId, name: 'N' })));
  };

  it('the two people read their agreement, a coordinator its frame alone', async () => {
    for (const side of ['mentor', 'mentee'] as const)
      expect(await shown([side], ...proposed)).toContain('Secret plans');
    expect(await shown([], ...proposed)).not.toContain('Secret plans');
    expect(await shown([], ...proposed)).toContain('weekly');
  });

  const closed: MentorshipFact = { type: 'matching.mentorship-closed.v1', data: { ...pair, closedAt: at } };

  it('a decline is the author’s to read, a code to the coordinator, and nothing to the other side', async () => {
    const facts = [...proposed, declined];
    expect(await shown(['mentee'], ...facts)).toContain('My words');
    expect(await shown([], ...facts)).toMatch(/"declined":\{"by":"mentee","reasonCode":"not-a-fit"/);
    expect(await shown([], ...facts)).not.toMatch(/My words|closedAt/);
    expect(await shown(['mentor'], ...facts)).toBe(await shown(['mentor'], ...proposed));
  });

  it('a decline looks to the other side, once it is told, as a lapse does', async () => {
    const lapsed: MentorshipFact = { type: 'matching.mentorship-expired.v1', data: { ...pair, expiredAt: at } };
    const told = await shown(['mentor'], ...proposed, declined, closed);
    expect(told).toContain('"status":"closed"');
    expect(told).toBe(await shown(['mentor'], ...proposed, lapsed));
    expect(await shown(['mentee'], ...proposed, declined, closed)).toContain('"status":"declined"');
    expect(await shown([], ...proposed, declined, closed)).toContain('"closedAt"');
  });

  it('two declines are two codes to the coordinator, and to each side its own', async () => {
    const later = '2026-11-02T10:00:00.000Z';
    const other: MentorshipFact = {
      type: 'matching.mentorship-declined.v1',
      data: { ...pair, by: 'mentor', authorId: mentorId, reasonCode: 'no-time', reason: '', declinedAt: later },
    };
    const facts = [...proposed, declined, other];
    expect(JSON.parse(await shown([], ...facts))).toMatchObject({
      declined: { by: 'mentee', reasonCode: 'not-a-fit' },
      declinedAsWell: { by: 'mentor', reasonCode: 'no-time' },
    });
    expect(JSON.parse(await shown(['mentor'], ...facts))).toMatchObject({
      declined: { reasonCode: 'no-time' },
      version: 3,
    });
    expect(await shown(['mentee'], ...facts)).not.toContain('no-time');
  });
});
