import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startForTest, type Client, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { coordinatorOf, everyItem, idOf, sample, sampleJson, word } from './cohort.fixture.ts';
import { matchingService } from './matching.module.ts';

type Problem = { row: number; column: string; reason: string };
type ImportView = { state: string; counts: object; problems: Problem[]; fault?: Problem };
type Enrolled = { personId: string; name: string; roles: string[]; capacity: number; attributes: { jobTitle: string } };

let issuer: Issuer;
let service: ServiceUnderTest;
let coordinator: Client;
const inTime = 60_000;

const ended = (location: string): Promise<ImportView> =>
  eventually(async () => {
    const { body } = await coordinator.get(location);
    expect((body as ImportView).state).not.toBe('running');
    return body as ImportView;
  }, inTime);
const importInto = async (cohortId: string, role: string, file: string): Promise<ImportView> => {
  const response = await coordinatorOf(coordinator).send(cohortId, role, file);
  expect(response.status).toBe(202);
  return ended(response.headers.get('location') ?? '');
};
const openCohort = (): Promise<string> => coordinatorOf(coordinator).openCohort();
/** Everybody of a cohort, once as many are there: a read model follows its facts by some milliseconds. */
const enrolled = (cohortId: string, count: number): Promise<Enrolled[]> =>
  eventually(async () => {
    const people = await everyItem<Enrolled>(coordinator, `/v1/cohorts/${cohortId}/enrolments`, 200);
    expect(people).toHaveLength(count);
    return people;
  }, inTime);

const header = sample('mentors.csv').split('\n')[0]?.trim() ?? '';
const row = (n: number, jobTitle = 'Analyst'): string =>
  `Person,${n},person.${n}@example.org,no,${jobTitle},EO,Department,Policy,,`;
const fileOf = (...rows: string[]): string => [header, ...rows, ''].join('\n');

beforeAll(async () => {
  issuer = await startIssuer();
  service = await startForTest(matchingService, { OIDC_ISSUERS: issuer.url });
  coordinator = service.as(await issuer.token({ sub: 'c', roles: ['coordinator'] }));
  await service.as().untilReady();
}, 90_000);
afterAll(async () => {
  await service.close();
  await issuer.close();
}, 30_000);

describe('a file that cannot be read as a whole', () => {
  let cohortId: string;
  beforeAll(async () => {
    cohortId = await openCohort();
  });

  it.each([
    [
      'without a column of the mapping',
      fileOf(row(1)).replace('grade', 'level'),
      { reason: 'missing-column', row: 0, column: 'grade', text: 'The header does not have this column.' },
    ],
    [
      'without several columns of the mapping',
      fileOf(row(1)).replace('grade', 'level').replace('profession', 'trade'),
      {
        reason: 'missing-column',
        columns: ['grade', 'profession'],
        text: 'The header does not have these columns: "grade", "profession".',
      },
    ],
    ['that is empty', '', { reason: 'empty-file', row: 0 }],
    ['with nobody below its header', fileOf(), { reason: 'no-rows', row: 0 }],
    [
      'with a field of 10 MB',
      fileOf(row(1), row(2, `"${'x'.repeat(10_000_000)}"`)),
      { reason: 'row-too-long', row: 2 },
    ],
    ['whose quotes do not close', fileOf(row(1), row(2, '"Analyst')), { reason: 'quote-not-closed', row: 2 }],
  ])(
    '%s is refused at the row, and nobody of it comes in',
    async (_, file, fault) => {
      const { state, fault: found, counts } = await importInto(cohortId, 'mentor', file);
      expect([state, found]).toEqual(['failed', expect.objectContaining(fault)]);
      expect(counts).toEqual({ rows: 0, created: 0, changed: 0, unchanged: 0, rejected: 0 });
      await enrolled(cohortId, 0);
    },
    inTime,
  );

  it(
    'that is not UTF-8 is refused at the row and column',
    async () => {
      const latin1 = Buffer.from(fileOf(row(1), row(2, 'Büro')), 'latin1');
      const token = await issuer.token({ sub: 'c', roles: ['coordinator'] });
      const response = await fetch(`${service.url}/v1/cohorts/${cohortId}/import-people?role=mentor`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
        body: latin1,
      });
      const { fault } = await ended(response.headers.get('location') ?? '');
      expect(fault).toMatchObject({
        reason: 'not-utf-8',
        row: 2,
        column: 'job title',
        text: expect.stringContaining('UTF-8'),
      });
    },
    inTime,
  );
});

describe('rows that cannot be taken', () => {
  it(
    'are told one by one, also as CSV, and the others come in',
    async () => {
      const cohortId = await openCohort();
      const file = fileOf(row(1), row(2).replace('@', '(at)'), row(1).toUpperCase(), 'Only,two', row(3, '=cmd()'));
      const response = await coordinatorOf(coordinator).send(cohortId, 'mentor', file);
      const { counts, problems } = await ended(response.headers.get('location') ?? '');
      expect(counts).toEqual({ rows: 5, created: 2, changed: 0, unchanged: 0, rejected: 3 });
      expect(problems).toMatchObject([
        { row: 2, column: 'email address', reason: 'not-an-email' },
        { row: 3, column: 'email address', reason: 'duplicate-of-row-1' },
        { row: 4, column: 'first name', reason: 'wrong-number-of-cells' },
      ]);
      const told = await coordinator.get(`/v1/imports/${idOf(response)}/problems.csv`);
      expect(told.headers.get('content-type')).toContain('text/csv');
      const [first, second] = String(told.body).split('\r\n');
      expect(first).toBe('row,column,reason,text');
      expect(second).toBe('2,"email address",not-an-email,"This is not an e-mail address."');
      const formula = (await enrolled(cohortId, 2)).find(({ name }) => name === 'Person 3');
      expect(formula?.attributes.jobTitle).toBe('=cmd()');
    },
    inTime,
  );
});

describe('a file as spreadsheets write it', () => {
  it(
    'comes in with byte order mark, semicolons, CRLF, quotes and letters of any script',
    async () => {
      const cohortId = await openCohort();
      const rows = [header, row(1), row(2, 'Chef; "de" рабо́та 😀')].map((line) =>
        line
          .split(',')
          .map((cell) => `"${cell.replaceAll('"', '""')}"`)
          .join(';'),
      );
      const { counts } = await importInto(cohortId, 'mentor', `\ufeff${rows.join('\r\n')}\r\n`);
      expect(counts).toMatchObject({ rows: 2, created: 2 });
      expect((await enrolled(cohortId, 2)).map(({ attributes }) => attributes.jobTitle).sort()).toEqual([
        'Analyst',
        'Chef; "de" рабо́та 😀',
      ]);
    },
    inTime,
  );
});

describe('how many mentees a mentor takes', () => {
  it(
    'is what the mapping says where the file does not, else what the rules say',
    async () => {
      const programId = await coordinatorOf(coordinator).draftProgram();
      const path = `/v1/programs/${programId}`;
      await coordinator.post(`${path}/change-rules`, {
        policy: { ...(sampleJson('policy.json') as object), defaultCapacity: 3 },
      });
      const cohort = { programId, name: 'C', startsOn: '2027-03-01', endsOn: '2027-08-31' };
      const capacitiesUnder = async (mapping: object): Promise<number[]> => {
        expect((await coordinator.post(`${path}/change-mapping`, { role: 'mentor', mapping })).status).toBe(200);
        const cohortId = idOf(await coordinator.post('/v1/cohorts', cohort));
        await coordinator.post(`/v1/cohorts/${cohortId}/open-registration`);
        await importInto(cohortId, 'mentor', fileOf(row(1)));
        return (await enrolled(cohortId, 1)).map(({ capacity }) => capacity);
      };
      const { columns } = (sampleJson('mapping.json') as { mentor: { columns: object[] } }).mentor;
      expect(await capacitiesUnder({ columns })).toEqual([3]);
      expect(await capacitiesUnder({ columns, defaults: { capacity: 2 } })).toEqual([2]);
    },
    inTime,
  );
});

describe('a person whose e-mail address changes', () => {
  it(
    'stays who they are, and signs in by the new one alone',
    async () => {
      const programId = await coordinatorOf(coordinator).draftProgram();
      const { mentor } = sampleJson('mapping.json') as { mentor: { columns: object[] } };
      const columns = [...mentor.columns, { column: 'number', to: 'employeeId', as: 'hr' }];
      await coordinator.post(`/v1/programs/${programId}/change-mapping`, { role: 'mentor', mapping: { columns } });
      const cohort = { programId, name: 'C', startsOn: '2027-03-01', endsOn: '2027-08-31' };
      const cohortId = idOf(await coordinator.post('/v1/cohorts', cohort));
      await coordinator.post(`/v1/cohorts/${cohortId}/open-registration`);
      const file = (email: string, nth = 7) =>
        `${header},number\n${row(nth).replace(`person.${nth}@example.org`, email)},E-${nth}\n`;
      await importInto(cohortId, 'mentor', file('maiden@example.org'));
      const [before] = await enrolled(cohortId, 1);
      expect((await importInto(cohortId, 'mentor', file('married@example.org'))).counts).toMatchObject({ changed: 1 });
      const now = service.as(await issuer.token({ email: 'married@example.org' }));
      await eventually(
        async () => expect((await now.get('/v1/people/me')).body).toMatchObject({ personId: before?.personId }),
        inTime,
      );
      const once = service.as(await issuer.token({ email: 'maiden@example.org' }));
      expect((await once.get('/v1/people/me')).status).toBe(403);
      await enrolled(cohortId, 1);
      // The address becomes another person's: the token from before is nobody's, one from after is theirs.
      await importInto(cohortId, 'mentor', file('maiden@example.org', 8));
      const other = (await enrolled(cohortId, 2)).find(({ personId }) => personId !== before?.personId);
      const since = service.as(await issuer.token({ email: 'maiden@example.org', issuedIn: 30 }));
      await eventually(
        async () => expect((await since.get('/v1/people/me')).body).toMatchObject({ personId: other?.personId }),
        inTime,
      );
      expect((await once.get('/v1/people/me')).status).toBe(403);
    },
    inTime,
  );
});

describe('a person in both roles', () => {
  it(
    'is one person with one enrolment, and is not matched with themselves',
    async () => {
      const cohortId = await openCohort();
      await importInto(cohortId, 'mentor', fileOf(row(1), row(2)));
      const asMentee = sample('mentees.csv').split('\n')[0]?.trim() ?? '';
      const mentee = 'Person,1,Person.1@Example.org,yes,Analyst,EO,Department,Policy,no,,';
      const { counts } = await importInto(cohortId, 'mentee', `${asMentee}\n${mentee}\n`);
      expect(counts).toMatchObject({ rows: 1, created: 1 });
      const people = await enrolled(cohortId, 2);
      expect(people.find(({ name }) => name === 'Person 1')?.roles).toEqual(['mentor', 'mentee']);
      const { programId } = (await coordinator.get(`/v1/cohorts/${cohortId}`)).body as { programId: string };
      // Everybody suits everybody, oneself best of all.
      const alike = ['jobTitle', 'familyName'].map((attribute) => ({
        id: attribute.toLowerCase(),
        label: attribute,
        kind: 'same',
        attribute,
        importance: 5,
      }));
      await coordinator.post(`/v1/programs/${programId}/change-rules`, { policy: { criteria: alike } });
      await coordinator.post(`/v1/cohorts/${cohortId}/close-registration`);
      const run = `/v1/match-runs/${idOf(await coordinator.post(`/v1/cohorts/${cohortId}/run-matching`, {}))}`;
      await eventually(
        async () => expect((await coordinator.get(run)).body).toMatchObject({ state: 'completed', matched: 1 }),
        inTime,
      );
      expect(await everyItem(coordinator, `${run}/pairs`)).toMatchObject([{ mentor: 'Person 2', mentee: 'Person 1' }]);
    },
    inTime,
  );
});

describe('asking for an import', () => {
  it(
    'twice with one Idempotency-Key makes one import; with another file it is refused',
    async () => {
      const cohortId = await openCohort();
      const key = { 'idempotency-key': randomUUID() };
      const { send } = coordinatorOf(coordinator);
      const first = await send(cohortId, 'mentor', fileOf(row(1)), key);
      const again = await send(cohortId, 'mentor', fileOf(row(1)), key);
      expect([again.status, again.body]).toEqual([202, first.body]);
      const other = await send(cohortId, 'mentor', fileOf(row(2)), key);
      expect([other.status, word(other)]).toEqual([422, 'command-reused']);
      await ended(first.headers.get('location') ?? '');
      await enrolled(cohortId, 1);
      await coordinator.post(`/v1/cohorts/${cohortId}/close-registration`);
      const late = await send(cohortId, 'mentor', fileOf(row(1)), key);
      expect([late.status, late.body]).toEqual([202, first.body]);
    },
    inTime,
  );

  it(
    'needs an open registration and a mapping',
    async () => {
      const { draftCohort, send } = coordinatorOf(coordinator);
      const closed = await send(await draftCohort(), 'mentor', fileOf(row(1)));
      expect([closed.status, word(closed)]).toEqual([409, 'registration-not-open']);
      const programId = idOf(await coordinator.post('/v1/programs', { name: 'Bare', purpose: '' }));
      const dates = { startsOn: '2027-03-01', endsOn: '2027-08-31' };
      const bare = idOf(await coordinator.post('/v1/cohorts', { programId, name: 'Bare', ...dates }));
      const unmapped = await send(bare, 'mentor', fileOf(row(1)));
      expect([unmapped.status, word(unmapped)]).toEqual([409, 'mapping-not-set']);
    },
    inTime,
  );

  it(
    'is for coordinators of the same organization, and says the role',
    async () => {
      const cohortId = await openCohort();
      const foreign = service.as(await issuer.token({ sub: 'c', org: 'other', roles: ['coordinator'] }));
      expect((await coordinatorOf(foreign).send(cohortId, 'mentor', fileOf(row(1)))).status).toBe(404);
      const somebody = service.as(await issuer.token({ email: 'person.1@example.org' }));
      expect((await coordinatorOf(somebody).send(cohortId, 'mentor', fileOf(row(1)))).status).toBe(403);
      expect((await coordinatorOf(service.as()).send(cohortId, 'mentor', fileOf(row(1)))).status).toBe(401);
      const response = await coordinatorOf(coordinator).send(cohortId, 'boss', fileOf(row(1)));
      expect([response.status, word(response)]).toEqual([400, 'invalid-request']);
      const text = await coordinator.post(`/v1/cohorts/${cohortId}/import-people?role=mentor`, { rows: [] });
      expect(text.status).toBe(415);
    },
    inTime,
  );
});

describe('an upload that breaks off', () => {
  it('leaves nothing behind', async () => {
    const cohortId = await openCohort();
    const token = await issuer.token({ sub: 'c', roles: ['coordinator'] });
    const files = service.database.collection('import_files');
    const sending = request(`${service.url}/v1/cohorts/${cohortId}/import-people?role=mentor`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
    });
    const broken = once(sending, 'error');
    sending.write(fileOf(row(1), ...Array.from({ length: 10_000 }, (_, n) => row(n))));
    await eventually(async () => expect(await files.countDocuments()).toBeGreaterThan(1), inTime);
    sending.destroy(new Error('gone'));
    await broken;
    await eventually(async () => expect(await files.countDocuments()).toBe(0), inTime);
    await enrolled(cohortId, 0);
  }, 90_000);
});

describe('five hundred people', () => {
  it('come in, page by page', async () => {
    const cohortId = await openCohort();
    const file = fileOf(...Array.from({ length: 500 }, (_, n) => row(n)));
    expect((await importInto(cohortId, 'mentor', file)).counts).toMatchObject({ rows: 500, created: 500 });
    expect(new Set((await enrolled(cohortId, 500)).map(({ personId }) => personId)).size).toBe(500);
  }, 60_000);
});
