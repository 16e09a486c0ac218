import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startForTest, sweep, type Client, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { coordinatorOf, everyItem, idOf, sampleJson } from './cohort.fixture.ts';
import { matchingService } from './matching.module.ts';

const inTime = 60_000;
const mentorEmail = 'mentor@example.org';
const menteeEmails = Array.from({ length: 20 }, (_, nth) => `mentee-${nth}@example.org`);
const mentors = `first name,last name,email address,job title,grade,organisation,profession,characteristics
Ada,Example,${mentorEmail},Lead,SCS1,Joy,DDaT,
`;
const mentees = `first name,last name,email address,job title,grade,organisation,profession,match with similar identity,identity to match
${menteeEmails.map((email, nth) => `Ben,Example ${nth},${email},Analyst,Grade 7,Love,DDaT,no,`).join('\n')}
`;

type Mentorship = { mentorshipId: string; mentee: { personId: string; name: string } };

let issuer: Issuer;
let service: ServiceUnderTest;
/** Of a coordinator who is a mentor too, with many mentees. */
let token: string;
let client: Client;

const done = async (asked: ReturnType<Client['post']>) => {
  const answer = await asked;
  expect(answer.status).toBeLessThan(300);
  return answer;
};
const imported = async (cohortId: string, role: string, file: string): Promise<string> => {
  const id = idOf(await done(coordinatorOf(client).send(cohortId, role, file)));
  await eventually(
    async () => expect((await client.get(`/v1/imports/${id}`)).body).toMatchObject({ state: 'completed' }),
    inTime,
  );
  return id;
};
/** Both say yes. Answers with the two of them. */
const agree = async (mentorship: Mentorship | undefined): Promise<readonly Client[]> => {
  const nth = Number(mentorship?.mentee.name.replace('Ben Example ', ''));
  const mentee = service.as(await issuer.token({ email: menteeEmails[nth] ?? '' }));
  for (const side of [client, mentee]) await done(side.post(`/v1/mentorships/${mentorship?.mentorshipId}/accept`));
  return [client, mentee];
};
const activate = async (mentorship: Mentorship | undefined): Promise<void> => {
  for (const side of await agree(mentorship))
    await done(side.post(`/v1/mentorships/${mentorship?.mentorshipId}/sign-agreement`, { agreementVersion: 1 }));
};
/** A cohort that is launched, with all that became of it. */
const launched = async () => {
  const cohortId = await coordinatorOf(client).openCohort();
  const { programId } = (await client.get(`/v1/cohorts/${cohortId}`)).body as { programId: string };
  const { mentor: mapping } = sampleJson('mapping.json') as { mentor: object };
  const roomy = { ...mapping, defaults: { capacity: menteeEmails.length } };
  await done(client.post(`/v1/programs/${programId}/change-mapping`, { role: 'mentor', mapping: roomy }));
  const importId = await imported(cohortId, 'mentor', mentors);
  await imported(cohortId, 'mentee', mentees);
  await done(client.post(`/v1/cohorts/${cohortId}/close-registration`));
  const runId = idOf(await done(client.post(`/v1/cohorts/${cohortId}/run-matching`, { seed: 'spring' })));
  await eventually(
    async () => expect((await client.get(`/v1/match-runs/${runId}`)).body).toMatchObject({ state: 'completed' }),
    inTime,
  );
  await done(client.post(`/v1/match-runs/${runId}/publish`));
  const mentorships = await eventually(async () => {
    const found = await everyItem<Mentorship>(client, `/v1/mentorships?cohortId=${cohortId}&status=proposed`);
    expect(found).toHaveLength(menteeEmails.length);
    return found;
  }, inTime);
  return { cohortId, programId, importId, runId, mentorships };
};

beforeAll(async () => {
  issuer = await startIssuer();
  service = await startForTest(matchingService, {
    OIDC_ISSUERS: issuer.url,
    TELEMACHY_LOGOUT_CLIENTS: 'portal',
  });
  token = await issuer.token({ email: mentorEmail, roles: ['coordinator'] });
  client = service.as(token);
  await service.as().untilReady();
}, 90_000);
afterAll(async () => {
  await service.close();
  await issuer.close();
}, 30_000);

describe('a request that is wrong in one place', () => {
  it('is refused by matching, by its field, and never its own fault', async () => {
    const { cohortId, programId, importId, runId, mentorships } = await launched();
    const [signed, declined, ended, ...others] = mentorships.map(({ mentorshipId }) => mentorshipId);
    const menteeId = mentorships[0]?.mentee.personId ?? '';
    const draft = coordinatorOf(client);
    const [open, closed] = [await draft.openCohort(), await draft.openCohort()];
    await done(client.post(`/v1/cohorts/${closed}/close-registration`));
    await agree(mentorships[0]);
    await activate(mentorships.find(({ mentorshipId }) => mentorshipId === ended));

    let turns = 0;
    const proposed = (example: object | undefined) => {
      turns += 1;
      return on(others[turns % others.length])(example);
    };
    const onProgram = async (example: object | undefined) =>
      on(idOf(await done(client.post('/v1/programs', { name: 'Reach', purpose: 'Grow.' }))))(example);

    const on = (id: string | undefined) => (example: object | undefined) => ({
      params: { id: id ?? '' },
      body: example ?? {},
    });
    const read = (id: string | undefined) => () => ({ params: { id: id ?? '' } });
    const { faults, sent } = await sweep({
      controllers: matchingService.controllers,
      url: service.url,
      token,
      prepare: {
        'draft-program': (example) => ({ body: example ?? {} }),
        'change-rules': onProgram,
        'change-mapping': onProgram,
        'change-agreement-template': onProgram,
        'read-program': read(programId),
        'list-programs': () => ({}),
        'draft-cohort': (example) => ({ body: { ...example, programId } }),
        'open-registration': on(open),
        'close-registration': on(closed),
        'read-cohort': read(cohortId),
        'list-cohorts': () => ({}),
        'import-people': () => ({ params: { id: open }, query: { role: 'mentor' }, file: mentors }),
        'read-import': read(importId),
        'read-import-problems': read(importId),
        'list-enrolments': read(cohortId),
        'run-matching': on(closed),
        'read-match-run': read(runId),
        'list-pairs': read(runId),
        'list-unmatched': read(runId),
        'explain-match': () => ({ params: { id: runId }, query: { menteeId } }),
        publish: on(runId),
        'read-mentorship': read(signed),
        'list-mentorships': () => ({ query: { cohortId } }),
        accept: on(signed),
        'sign-agreement': on(signed),
        'propose-agreement': proposed,
        decline: on(declined),
        end: on(ended),
        'read-me': () => ({}),
        'read-person': read(menteeId),
        'mark-left': on(menteeId),
        'mark-returned': on(menteeId),
        'sign-out': async () => ({ file: `logout_token=${await issuer.logoutToken({ sub: 'nobody' })}` }),
      },
    });
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(1000);
  }, 300_000);
});
