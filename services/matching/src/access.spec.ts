import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { notFound } from '@telemachy/service-shell';
import {
  accessCases,
  asParties,
  inMemory,
  pairAndStranger,
  playAccess,
  tellPair,
  type AccessScene,
  type AskedHere,
  type InMemory,
} from '@telemachy/service-shell/testing';
import { startIssuer, type Issuer } from '@telemachy/testing';
import { thingsOf } from './access.fixture.ts';
import type { UploadStore } from './imports/upload-store.ts';
import { matchingService } from './matching.module.ts';
import { access } from './policy.ts';
import type { ExplainMatch } from './read-models/explanation/explain-match.ts';
import { EXPLAIN_MATCH, UPLOADS } from './tokens.ts';

let issuer: Issuer;
let service: InMemory;
let pair: Awaited<ReturnType<typeof tellPair>>;
let things: ReturnType<typeof thingsOf>;
let played: Awaited<ReturnType<typeof playAccess>>;

/** Takes a file and keeps none of it: its rows are no part of these cases. */
const uploads: Pick<UploadStore, 'keep' | 'forget'> = {
  keep: async (_tenant, _uploadId, slices) => {
    for await (const _slice of slices);
  },
  forget: async () => {},
};
/** Stands in for the engine, which runs in a thread of its own: knows the runs of this organization, and says what an explanation holds. */
const explain: ExplainMatch = async ({ caller: { tenant } }, matchRunId, menteeId) => {
  const known = (await service.store.load(tenant, `match-run-${matchRunId}`)).facts.length > 0;
  if (!known || menteeId !== pair.menteeId) throw notFound();
  const rank = { rank: 1, of: 1 };
  return {
    kind: 'pair',
    menteeId,
    mentorId: pair.mentorId,
    score: 60,
    of: 100,
    parts: [{ criterion: 'profession', label: 'Same profession', points: 60, of: 60, evidence: ['Both: DDaT'] }],
    withheld: false,
    hardChecks: [{ rule: 'grade', label: 'Grade', kept: true, evidence: ['One above'] }],
    rank: { forMentee: rank, forMentor: rank },
    alternatives: [],
  } as unknown as Awaited<ReturnType<ExplainMatch>>;
};

const everywhere = (request: AskedHere['request']): AskedHere => ({ about: 'organization', request });
const thing = (request: AskedHere['request']): AskedHere => ({ about: 'thing', request });
const on = (id: () => Promise<string>): AskedHere => thing(async (body) => ({ params: { id: await id() }, body }));
const read = (id: () => Promise<string>): AskedHere => thing(async () => ({ params: { id: await id() } }));
const ofPair = (id: () => Promise<string>): AskedHere => ({ ...on(id), relations: asParties, namesAsker: true });
const runId = async (): Promise<string> => (await things.run()).matchRunId;
const cohortId = (make: () => Promise<{ readonly cohortId: string }>) => async () => (await make()).cohortId;

const group = (name: string, ...fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, name]));

const scene: AccessScene<keyof typeof access> = {
  controllers: matchingService.controllers,
  table: access,
  people: pairAndStranger,
  asked: {
    'draft-program': everywhere((body) => ({ body })),
    'change-rules': { ...on(() => things.program()), missing: '404 program-not-drafted' },
    'change-mapping': { ...on(() => things.program()), missing: '404 program-not-drafted' },
    'change-agreement-template': { ...on(() => things.program()), missing: '404 program-not-drafted' },
    'read-program': read(() => things.program()),
    'list-programs': everywhere(() => ({})),
    'draft-cohort': thing(async (body) => ({ body: { ...body, programId: await things.program() } })),
    'open-registration': { ...on(cohortId(() => things.draftCohort())), missing: '404 cohort-not-drafted' },
    'close-registration': { ...on(cohortId(() => things.openCohort())), missing: '404 cohort-not-drafted' },
    'read-cohort': read(cohortId(() => things.draftCohort())),
    'list-cohorts': everywhere(() => ({})),
    'import-people': thing(async () => ({
      params: { id: (await things.openCohort()).cohortId },
      query: { role: 'mentor' },
      file: 'email address\nada@example.org\n',
    })),
    'read-import': read(() => things.import()),
    'read-import-problems': read(() => things.import()),
    'list-enrolments': read(() => things.enrolment()),
    'run-matching': on(cohortId(() => things.closedCohort())),
    'read-match-run': read(runId),
    'list-pairs': read(runId),
    'list-unmatched': read(runId),
    'explain-match': thing(async () => ({ params: { id: await runId() }, query: { menteeId: pair.menteeId } })),
    publish: on(runId),
    'read-mentorship': { ...read(() => things.withEverything()), relations: asParties },
    'list-mentorships': { about: 'own', relations: asParties, request: () => ({}) },
    accept: ofPair(() => things.proposed()),
    decline: ofPair(() => things.proposed()),
    'propose-agreement': ofPair(() => things.acceptedByBoth()),
    'sign-agreement': ofPair(() => things.acceptedByBoth()),
    end: { ...on(() => things.active()), relations: asParties },
    'read-me': { about: 'own', request: () => ({}) },
    'mark-left': { ...on(() => things.person()), missing: '404 person-not-known' },
    'mark-returned': { ...on(() => things.person()), missing: '404 person-not-known' },
    'sign-out': everywhere(async () => ({ file: `logout_token=${await issuer.logoutToken({ sub: 'nobody' })}` })),
    'read-person': {
      ...thing(() => ({ params: { id: pair.menteeId } })),
      relations: { mentee: ['self'], mentor: ['partner'] },
    },
  },
  fields: {
    ...group(
      'plain',
      ...'id version programId cohortId matchRunId mentorshipId personId mentorId menteeId importId enrolmentId'.split(
        ' ',
      ),
    ),
    ...group(
      'plain',
      ...'role roles capacity withdrawn status state signed accepted agreementVersion deadlineAt proposedAt'.split(' '),
    ),
    ...group(
      'plain',
      ...'activatedAt requestedAt completedAt publishedAt endedAt closedAt bytes counts problems fault'.split(' '),
    ),
    ...group(
      'plain',
      ...'policy policyVersion mappings templateVersion purpose agreementTemplate startsOn endsOn'.split(' '),
    ),
    ...group(
      'plain',
      ...'seed mentors mentees matched total withheld gap optimal certificateChecked rematches'.split(' '),
    ),
    ...group('plain', ...'snapshotHash resultHash ended advice columns kind left'.split(' ')),
    ...group('plain', 'read-program name', 'list-programs name', 'read-cohort name', 'list-cohorts name'),
    ...group('name', ...'name mentor mentee partner people givenName familyName'.split(' ')),
    ...group('hr-facts', 'email', 'employeeId', 'attributes'),
    // What HR said of them and what they answered, together.
    'list-enrolments attributes.grade': 'hr-facts',
    ...group('answers', 'list-enrolments attributes', 'enrolments.parts.mentee.answers'),
    ...group('plain', 'enrolments', 'enrolments.parts.mentee.capacity'),
    'enrolments.parts.mentee.sensitiveAnswers': 'own-sensitive-answers',
    ...group('match-reasons', ...'score of parts reasons code text blockingRule smallestChange'.split(' ')),
    ...group('match-reasons', 'hardChecks', 'rank', 'alternatives'),
    agreement: 'agreement-outline',
    'agreement.terms': 'agreement-terms',
    'ended.reasonCode': 'end-code',
    declined: 'decline-code',
    declinedAsWell: 'decline-code',
    // Whose it is: the mentee declined.
    ...group(
      'own-decline',
      'declined.reason',
      'read-mentorship by mentee declined',
      'list-mentorships by mentee declined',
    ),
  },
};

beforeAll(async () => {
  issuer = await startIssuer();
  const providers = [
    { provide: UPLOADS, useValue: uploads },
    { provide: EXPLAIN_MATCH, useValue: explain },
  ];
  service = await inMemory(matchingService, {
    issuer,
    providers,
    config: { TELEMACHY_LOGOUT_CLIENTS: ['portal'] },
  });
  pair = await tellPair(service);
  things = thingsOf(service, pair);
  await things.ended();
  await things.enrolment();
  played = await playAccess(scene, { service, issuer });
}, 60_000);
afterAll(() => Promise.all([service.close(), issuer.close()]));

describe('access to matching', () => {
  it.each(accessCases(scene))('$operation by $caller: $expected', (one) =>
    expect(played.of(one)).toEqual({ ...one, heard: one.expected, faults: [] }),
  );
  it('shows every group of words that a row names', () => expect(played.unshown).toEqual([]));
});
