import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId } from '@telemachy/contracts';
import type { MentorshipFact, PersonFact } from '@telemachy/contracts/matching';
import { organizationIdentity } from '@telemachy/service-shell';
import { startForTest, sweep, unheard, type Client, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { goalsService } from './goals.module.ts';

let issuer: Issuer;
let service: ServiceUnderTest;
let token: string;
let mentee: Client;

const at = new Date().toISOString();
const email = 'mentee@example.org';
const ids = {
  mentorshipId: MentorshipId.parse(randomUUID()),
  cohortId: CohortId.parse(randomUUID()),
  mentorId: PersonId.parse(randomUUID()),
  menteeId: PersonId.parse(randomUUID()),
};
const imported = (): PersonFact => ({
  type: 'matching.person-imported.v1',
  data: {
    personId: ids.menteeId,
    signInKeys: [organizationIdentity(service.identitySecret, 'acme').signInKey({ kind: 'email', value: email })],
    hr: { email, givenName: 'A', familyName: 'B', attributes: {} },
    importedAt: at,
  },
});
const proposal = {
  programId: ProgramId.parse(randomUUID()),
  matchRunId: MatchRunId.parse(randomUUID()),
  score: 1,
  place: 1,
  parts: [],
  deadlineAt: at,
  proposedAt: at,
};
const told: readonly MentorshipFact[] = [
  { type: 'matching.mentorship-proposed.v1', data: { ...ids, ...proposal } },
  { type: 'matching.mentorship-activated.v1', data: { ...ids, agreementVersion: 1, activatedAt: at } },
];
const terms = {
  mentorshipId: ids.mentorshipId,
  text: 'Give three talks to other departments',
  measure: { kind: 'number', unit: 'talks', from: 0, to: 3 },
  dueOn: '2099-03-31',
};
const goal = async (): Promise<string> => {
  const made = await mentee.post('/v1/goals', terms);
  expect(made.status).toBe(201);
  return (made.body as { id: string }).id;
};

beforeAll(async () => {
  issuer = await startIssuer();
  service = await startForTest(goalsService, { OIDC_ISSUERS: issuer.url });
  token = await issuer.token({ email });
  mentee = service.as(token);
  await service.as().untilReady();
  await service.say('matching', `person-${ids.menteeId}`, [imported()]);
  await service.say('matching', `mentorship-${ids.mentorshipId}`, told);
  await eventually(async () => expect((await mentee.post('/v1/goals', terms)).status).toBe(201), 20_000);
}, 90_000);
afterAll(async () => {
  await service.close();
  await issuer.close();
}, 30_000);

describe('a request that is wrong in one place', () => {
  it('is refused by goals, by its field, and never its own fault', async () => {
    const onGoal = async (example: object | undefined) => ({ params: { id: await goal() }, body: example ?? {} });
    const read = await goal();
    const { faults, sent } = await sweep({
      controllers: goalsService.controllers,
      url: service.url,
      token,
      prepare: {
        'set-goal': (example) => ({ body: { ...example, mentorshipId: ids.mentorshipId } }),
        'add-step': onGoal,
        'complete-step': async () => {
          const id = await goal();
          const added = await mentee.post(`/v1/goals/${id}/add-step`, { text: 'Ask for a slot' });
          return { params: { id }, body: { stepId: (added.body as { stepId: string }).stepId } };
        },
        'record-progress': onGoal,
        'adjust-goal': onGoal,
        'check-in': onGoal,
        'reach-goal': onGoal,
        'miss-goal': onGoal,
        'read-goal': () => ({ params: { id: read } }),
        'list-goals': () => ({ query: { mentorshipId: ids.mentorshipId } }),
      },
    });
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(1000);
  }, 120_000);
});

describe('a token that is missing, expired or forged', () => {
  it('is heard by no route of goals', async () => {
    const { controllers, policy } = goalsService;
    const { sent, faults } = await unheard({ controllers, policy, url: service.url, issuer });
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(25);
  }, 60_000);
});
