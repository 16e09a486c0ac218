import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startForTest, type Client, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { coordinatorOf, everyItem, idOf, sample, sampleJson, word } from './cohort.fixture.ts';
import { matchingService } from './matching.module.ts';

type Told = { errors?: { path: string; message: string }[]; faults?: { rule: string }[] };
type Criteria = { criteria: { id: string }[] };
const inTime = 60_000;
let issuer: Issuer;
let service: ServiceUnderTest;
let coordinator: Client;
let programId: string;
const key = (value: string = randomUUID()) => ({ 'idempotency-key': value });

beforeAll(async () => {
  issuer = await startIssuer();
  service = await startForTest(matchingService, { OIDC_ISSUERS: issuer.url });
  coordinator = service.as(await issuer.token({ sub: 'c', roles: ['coordinator'] }));
  await service.as().untilReady();
  programId = await coordinatorOf(coordinator).draftProgram();
}, 90_000);
afterAll(async () => {
  await service.close();
  await issuer.close();
}, 30_000);

describe('bad input', () => {
  const cohort = () => ({ programId, name: 'Spring', startsOn: '2027-03-01', endsOn: '2027-08-31' });

  it.each([
    ['of a wrong type', { name: 7 }, 'name'],
    ['with a field nobody knows', { colour: 'red' }, 'colour'],
    ['without a field', { startsOn: undefined }, 'startsOn'],
    ['with a day that does not exist', { endsOn: '2027-02-30' }, 'endsOn'],
    ['with an id that is none', { programId: 'p1' }, 'programId'],
  ])('%s is refused by name', async (_, change, path) => {
    const response = await coordinator.post('/v1/cohorts', { ...cohort(), ...change });
    expect([response.status, word(response)]).toEqual([400, 'invalid-request']);
    expect((response.body as Told).errors?.map((error) => error.path)).toEqual([path]);
  });

  it('with an id in capitals is refused by name, on reading and on changing', async () => {
    const path = `/v1/programs/${programId.toUpperCase()}`;
    const rules = { policy: sampleJson('policy.json') };
    for (const response of [await coordinator.get(path), await coordinator.post(`${path}/change-rules`, rules)]) {
      expect([response.status, word(response)]).toEqual([400, 'invalid-request']);
    }
  });

  it('of a cohort that ends before it starts is refused', async () => {
    const response = await coordinator.post('/v1/cohorts', { ...cohort(), endsOn: '2027-02-28' });
    expect([response.status, word(response)]).toEqual([422, 'cohort-ends-before-it-starts']);
  });

  it('of rules that cannot be followed is refused, rule by rule', async () => {
    const policy = sampleJson('policy.json') as Criteria;
    const [gap, ...others] = policy.criteria;
    const broken = { ...policy, criteria: [{ ...gap, minSteps: 5, ladder: 'rank' }, ...others] };
    const response = await coordinator.post(`/v1/programs/${programId}/change-rules`, { policy: broken });
    expect([response.status, word(response)]).toEqual([422, 'policy-refused']);
    const { errors, faults } = response.body as Told;
    expect(errors?.map(({ path }) => path)).toEqual(['policy.criteria.0.ladder', 'policy.criteria.0.minSteps']);
    expect(faults?.map(({ rule }) => rule)).toEqual([gap?.id, gap?.id]);
    const odd = await coordinator.post(`/v1/programs/${programId}/change-rules`, { policy: { ...policy, colour: 1 } });
    expect((odd.body as Told).errors?.map(({ path }) => path)).toEqual(['policy.colour']);
    await eventually(async () =>
      expect((await coordinator.get(`/v1/programs/${programId}`)).body).toMatchObject({ policyVersion: 1 }),
    );
  });

  it('of rules that nobody could keep is refused, with the rules that exclude each other', async () => {
    const policy = sampleJson('policy.json') as Criteria;
    const gap = { ...policy.criteria[0], id: 'other-gap', minSteps: 5, maxSteps: 6 };
    const broken = { ...policy, criteria: [...policy.criteria, gap] };
    const response = await coordinator.post(`/v1/programs/${programId}/change-rules`, { policy: broken });
    expect([response.status, word(response)]).toEqual([422, 'policy-refused']);
    expect((response.body as Told).faults).toEqual([
      expect.objectContaining({
        path: 'criteria[4]',
        rule: 'other-gap',
        message: 'No pair can keep it together with "grade-gap".',
      }),
    ]);
  });

  it('of rules that fit a request and no commit is refused', async () => {
    const rule = { id: 'long', label: 'Long', kind: 'list-membership', side: 'mentor', attribute: 'x', importance: 1 };
    const values = Array.from({ length: 1_847 }, (_, n) => `${n}`.padEnd(78, 'x'));
    const criteria = Array.from({ length: 7 }, (_, n) => ({ ...rule, id: `long-${n}`, values }));
    const body = { policy: { criteria } };
    expect(JSON.stringify(body).length).toBeLessThan(1024 * 1024);
    const response = await coordinator.post(`/v1/programs/${programId}/change-rules`, body);
    expect([response.status, word(response)]).toEqual([413, 'too-large']);
  });

  it('of rules that look at what no column leads to is kept, and told', async () => {
    const policy = sampleJson('policy.json') as { criteria: object[] };
    const typo = { id: 'typo', label: 'Same town', kind: 'same', attribute: 'twon', importance: 1 };
    const path = `/v1/programs/${await coordinatorOf(coordinator).draftProgram()}/change-rules`;
    const response = await coordinator.post(path, { policy: { ...policy, criteria: [...policy.criteria, typo] } });
    expect([response.status, response.body]).toEqual([
      200,
      expect.objectContaining({
        policyVersion: 2,
        advice: ['mentee', 'mentor'].map((side) =>
          expect.objectContaining({ rule: 'typo', message: `No ${side} has "twon".` }),
        ),
      }),
    ]);
  });

  const email = { column: 'e', to: 'email', as: 'hr' };
  const name = { column: 'n', to: 'givenName', as: 'hr' };
  it.each([
    ['mapping-names-nobody', 'columns', [name], {}],
    ['mapping-without-name', 'columns', [email], {}],
    ['mapping-feeds-twice', 'columns.2.to', [email, name, { ...name, column: 'm' }], {}],
    ['mapping-hides-own-field', 'columns.1.as', [email, { ...name, as: 'sensitive' }], {}],
    ['mapping-default-capacity', 'defaults.capacity', [email, name], { capacity: -1 }],
    ['mapping-default-identity', 'defaults.email', [email, name], { email: 'all@example.org' }],
  ])('of a mapping is refused: %s at %s', async (refusal, path, columns, defaults) => {
    const body = { role: 'mentor', mapping: { columns, defaults } };
    const response = await coordinator.post(`/v1/programs/${programId}/change-mapping`, body);
    expect([response.status, word(response)]).toEqual([422, refusal]);
    expect((response.body as Told).errors?.map((error) => error.path)).toEqual([`mapping.${path}`]);
  });

  it('of a column that shows what a sensitive rule reads is refused in either order, with rule and column', async () => {
    const { mentor: mapping } = sampleJson('mapping.json') as { mentor: { columns: { column: string }[] } };
    const at = mapping.columns.findIndex(({ column }) => column === 'characteristics');
    const columns = mapping.columns.map((column, nth) => (nth === at ? { ...column, as: 'hr' } : column));
    const message = expect.stringMatching(/"similar-identity".*"characteristics".*mentors.*"hr"/);
    const later = await coordinator.post(`/v1/programs/${programId}/change-mapping`, {
      role: 'mentor',
      mapping: { columns },
    });
    expect([later.status, word(later)]).toEqual([422, 'mapping-shows-sensitive-answers']);
    expect((later.body as Told).errors).toEqual([{ in: 'body', path: `mapping.columns.${at}.as`, message }]);

    const path = `/v1/programs/${idOf(await coordinator.post('/v1/programs', { name: 'Open', purpose: '' }))}`;
    await coordinator.post(`${path}/change-mapping`, { role: 'mentor', mapping: { columns } });
    const rules = await coordinator.post(`${path}/change-rules`, { policy: sampleJson('policy.json') });
    expect([rules.status, word(rules)]).toEqual([422, 'mapping-shows-sensitive-answers']);
    expect((rules.body as Told).errors).toEqual([{ in: 'body', path: 'policy.criteria.3', message }]);
  });

  it('with a token that is missing, expired, forged, or of no coordinator is not heard', async () => {
    const claims = { sub: 'c', roles: ['coordinator'] };
    const tokens = [undefined, await issuer.token({ ...claims, expiresIn: -120 }), await issuer.forged(claims)];
    for (const token of tokens) expect((await service.as(token).get(`/v1/programs/${programId}`)).status).toBe(401);
    const analyst = service.as(await issuer.token({ sub: 'a', roles: ['analyst'] }));
    expect((await analyst.get(`/v1/programs/${programId}`)).status).toBe(403);
    const nobody = service.as(await issuer.token({ email: 'nobody@example.org' }));
    expect((await nobody.get('/v1/people/me')).status).toBe(403);
    expect((await nobody.get('/v1/mentorships')).status).toBe(403);
  });

  it(
    'from another organization meets nothing',
    async () => {
      const { draftCohort } = coordinatorOf(coordinator);
      const cohortId = await draftCohort();
      const foreign = service.as(await issuer.token({ sub: 'c', org: 'other', roles: ['coordinator'] }));
      expect((await foreign.get(`/v1/programs/${programId}`)).status).toBe(404);
      expect((await foreign.get(`/v1/cohorts/${cohortId}`)).status).toBe(404);
      expect((await foreign.get(`/v1/cohorts/${cohortId}/enrolments`)).status).toBe(404);
      expect((await foreign.post(`/v1/cohorts/${cohortId}/open-registration`)).status).toBe(404);
      expect((await foreign.post(`/v1/cohorts/${cohortId}/run-matching`, {})).status).toBe(404);
      expect((await foreign.post('/v1/cohorts', cohort())).status).toBe(404);
      expect(
        (await foreign.post(`/v1/programs/${programId}/change-rules`, { policy: sampleJson('policy.json') })).status,
      ).toBe(404);
      expect(((await foreign.get('/v1/programs')).body as { items: unknown[] }).items).toEqual([]);
      expect((await coordinator.get(`/v1/cohorts/${cohortId}`)).body).toMatchObject({ status: 'draft', version: 1 });
    },
    inTime,
  );

  it('on a version that is no more is refused, and changes nothing', async () => {
    const cohortId = await coordinatorOf(coordinator).draftCohort();
    const path = `/v1/cohorts/${cohortId}`;
    const opened = await coordinator.post(`${path}/open-registration`, {}, { 'if-match': '"1"' });
    expect([opened.status, opened.headers.get('etag')]).toEqual([200, '"2"']);
    const stale = await coordinator.post(`${path}/close-registration`, {}, { 'if-match': '"1"' });
    expect([stale.status, word(stale)]).toEqual([412, 'stale']);
    expect((await coordinator.get(opened.headers.get('location') ?? '')).body).toMatchObject({
      status: 'registration',
    });
  });
});

describe('the same Idempotency-Key', () => {
  it('with the same body makes one program; with another it is refused', async () => {
    const headers = key();
    const body = { name: 'Once', purpose: '' };
    const made = await Promise.all(Array.from({ length: 5 }, () => coordinator.post('/v1/programs', body, headers)));
    expect(new Set(made.map(idOf)).size).toBe(1);
    const other = await coordinator.post('/v1/programs', { ...body, name: 'Twice' }, headers);
    expect([other.status, word(other)]).toEqual([422, 'command-reused']);
  });

  it('does a change once, and refuses another', async () => {
    const headers = key();
    const path = `/v1/programs/${programId}/change-agreement-template`;
    const template = { ...(sampleJson('agreement.json') as object), cadence: 'weekly' };
    const first = await coordinator.post(path, { template }, headers);
    const again = await coordinator.post(path, { template }, headers);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const other = await coordinator.post(path, { template: { ...template, cadence: 'daily' } }, headers);
    expect([other.status, word(other)]).toEqual([422, 'command-reused']);
  });
});

describe('a cohort out of turn', () => {
  it('is not matched before registration is closed, nor launched twice', async () => {
    const { openCohort, send } = coordinatorOf(coordinator);
    const cohortId = await openCohort();
    const path = `/v1/cohorts/${cohortId}`;
    const early = await coordinator.post(`${path}/run-matching`, {});
    expect([early.status, word(early)]).toEqual([409, 'registration-not-closed']);
    const imported = await send(cohortId, 'mentor', sample('mentors.csv'));
    await eventually(
      async () =>
        expect((await coordinator.get(imported.headers.get('location') ?? '')).body).toMatchObject({
          state: 'completed',
        }),
      inTime,
    );
    await coordinator.post(`${path}/close-registration`);
    const keys = [key(), key(), key()];
    const runs = await Promise.all(keys.map((headers) => coordinator.post(`${path}/run-matching`, {}, headers)));
    const ids = runs.map(idOf);
    for (const id of ids) {
      await eventually(
        async () =>
          expect((await coordinator.get(`/v1/match-runs/${id}`)).body).toMatchObject({
            state: 'completed',
            matched: 0,
            optimal: true,
          }),
        inTime,
      );
    }
    const published = await Promise.all(ids.map((id) => coordinator.post(`/v1/match-runs/${id}/publish`)));
    expect(published.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const losers = published.filter(({ status }) => status === 409).map(word);
    expect(losers).toEqual(['cohort-already-launched', 'cohort-already-launched']);
    const unmatched = await everyItem<{ code: string }>(coordinator, `/v1/match-runs/${ids[0]}/unmatched`);
    expect(new Set(unmatched.map(({ code }) => code))).toEqual(new Set(['no-mentees']));

    await eventually(
      async () => expect((await coordinator.get(path)).body).toMatchObject({ status: 'active' }),
      inTime,
    );
    const late = await coordinator.post(`${path}/run-matching`, {});
    expect([late.status, word(late)]).toEqual([409, 'cohort-already-launched']);
    const again = await coordinator.post(`${path}/run-matching`, {}, keys[0]);
    expect([again.status, again.body, again.headers.get('location')]).toEqual([
      202,
      runs[0]?.body,
      runs[0]?.headers.get('location'),
    ]);
    const other = await coordinator.post(`${path}/run-matching`, { seed: 'another' }, keys[0]);
    expect([other.status, word(other)]).toEqual([422, 'command-reused']);
  }, 90_000);
});
