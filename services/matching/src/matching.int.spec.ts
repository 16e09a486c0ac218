import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compareWithRebuilt, mongoDocuments } from '@telemachy/projections';
import { startForTest, type Client, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import {
  coordinatorOf,
  everyItem as everyItemOf,
  sample,
  sampleJson,
  word,
  idOf,
  type Page,
} from './cohort.fixture.ts';
import { matchingService } from './matching.module.ts';
import { projections } from './read-models/models.ts';

type Counts = { rows: number; created: number; changed: number; unchanged: number; rejected: number };
type ImportView = {
  state: string;
  counts: Counts;
  problems: { row: number; column: string; reason: string }[];
  fault?: object;
};
type Pair = {
  mentorId: string;
  menteeId: string;
  mentor: string;
  mentee: string;
  score: number;
  withheld: boolean;
  parts: { criterion: string; points: number }[];
};
type Mentorship = {
  mentorshipId: string;
  status: string;
  role?: string;
  mentor: { personId: string; name: string };
  mentee: { personId: string; name: string };
  agreement: { version: number };
  version: number;
};

let issuer: Issuer;
let service: ServiceUnderTest;
let coordinator: Client;

const person = async (email: string): Promise<Client> => service.as(await issuer.token({ email }));
const inTime = 60_000;

const ended = async (location: string): Promise<ImportView> =>
  eventually(async () => {
    const { body } = await coordinator.get(location);
    expect((body as ImportView).state).not.toBe('running');
    return body as ImportView;
  }, inTime);
const importFile = async (cohortId: string, role: string, file: string): Promise<ImportView> => {
  const response = await coordinatorOf(coordinator).send(cohortId, role, file);
  expect(response.status).toBe(202);
  return ended(response.headers.get('location') ?? '');
};
/** Facts of each kind that the service ever stored. */
const factCounts = async (): Promise<Map<string, number>> => {
  const store = await service.storeOf('matching');
  const counts = new Map<string, number>();
  for (let after = 0; ;) {
    const facts = await store.readAll(after, 1000);
    for (const { event } of facts) counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
    const last = facts.at(-1);
    if (last === undefined) return counts;
    after = last.position;
  }
};
const peopleFacts = async (): Promise<number> =>
  [...(await factCounts())].reduce((sum, [type, count]) => (/\.(person|enrolment)-/.test(type) ? sum + count : sum), 0);

const completedRun = async (cohortId: string): Promise<string> => {
  expect((await coordinator.post(`/v1/cohorts/${cohortId}/close-registration`)).status).toBe(200);
  const response = await coordinator.post(`/v1/cohorts/${cohortId}/run-matching`, { seed: 'spring' });
  expect(response.status).toBe(202);
  const run = `/v1/match-runs/${idOf(response)}`;
  await eventually(async () => expect((await coordinator.get(run)).body).toMatchObject({ state: 'completed' }), inTime);
  return run;
};
const everyItem = <Item>(path: string): Promise<Item[]> => everyItemOf(coordinator, path);
const mentorshipsOf = (cohortId: string, status: string): Promise<Mentorship[]> =>
  everyItem(`/v1/mentorships?cohortId=${cohortId}&status=${status}`);
const emailOf = (name: string): string => `${name.replace(' ', '.')}@gov.uk`;

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

describe('a cohort, from its files to an active mentorship', () => {
  let cohortId: string;
  let run: string;
  let declined: Mentorship;

  it('takes both files in', async () => {
    cohortId = await coordinatorOf(coordinator).openCohort();
    const created = { rows: 50, created: 50, changed: 0, unchanged: 0, rejected: 0 };
    expect(await importFile(cohortId, 'mentor', sample('mentors.csv'))).toMatchObject({
      state: 'completed',
      counts: created,
    });
    expect(await importFile(cohortId, 'mentee', sample('mentees.csv'))).toMatchObject({
      state: 'completed',
      counts: created,
    });
  }, 60_000);

  it('says nothing new when the same file comes again', async () => {
    const before = await peopleFacts();
    const again = await importFile(cohortId, 'mentor', sample('mentors.csv'));
    expect(again.counts).toEqual({ rows: 50, created: 0, changed: 0, unchanged: 50, rejected: 0 });
    expect(await peopleFacts()).toBe(before);
  }, 60_000);

  it('shows who takes part, without any sensitive answer', async () => {
    await eventually(async () => {
      const people = await everyItem<{ name: string; roles: string[]; attributes: object }>(
        `/v1/cohorts/${cohortId}/enrolments`,
      );
      expect(people).toHaveLength(100);
      expect(people.find(({ name }) => name === 'mentor 00')).toMatchObject({
        roles: ['mentor'],
        attributes: { grade: 'SCS4' },
      });
      expect(JSON.stringify(people)).not.toMatch(/identity|characteristics|bisexual|transgender/i);
    }, inTime);
    expect(await everyItem(`/v1/cohorts/${cohortId}/enrolments?role=mentee`)).toHaveLength(50);
  }, 90_000);

  it('is matched, proved, with scores that add up and no sensitive word', async () => {
    run = await completedRun(cohortId);
    const { body } = await coordinator.get(run);
    expect(body).toMatchObject({
      mentors: 50,
      mentees: 50,
      gap: 0,
      optimal: true,
      certificateChecked: true,
      withheld: true,
    });
    const pairs = await everyItem<Pair>(`${run}/pairs`);
    expect(pairs).toHaveLength((body as { matched: number }).matched);
    expect(pairs.every(({ withheld }) => withheld)).toBe(true);
    for (const { score, parts } of pairs) expect(parts.reduce((sum, { points }) => sum + points, 0)).toBe(score);
    expect(pairs.reduce((sum, { score }) => sum + score, 0)).toBe((body as { total: number }).total);
    const unmatched = await everyItem<{ role: string; text: string }>(`${run}/unmatched`);
    expect(unmatched.filter(({ role }) => role === 'mentee')).toHaveLength(50 - pairs.length);
    const explained = await coordinator.get(`${run}/explain?menteeId=${pairs[0]?.menteeId}`);
    expect(explained.body).toMatchObject({ kind: 'pair', mentorId: pairs[0]?.mentorId, score: pairs[0]?.score });
    expect(JSON.stringify([pairs, unmatched, explained.body])).not.toMatch(/identity|characteristics|bisexual/i);
  }, 60_000);

  it('is launched by publishing, with a proposal and an agreement for every pair', async () => {
    const pairs = await everyItem<Pair>(`${run}/pairs`);
    expect((await coordinator.post(`${run}/publish`)).status).toBe(200);
    expect((await coordinator.post(`${run}/publish`)).status).toBe(200);
    await eventually(async () => {
      const proposed = await mentorshipsOf(cohortId, 'proposed');
      expect(proposed).toHaveLength(pairs.length);
      expect(proposed.every(({ agreement }) => agreement.version === 1)).toBe(true);
    }, inTime);
    expect((await coordinator.get(`/v1/cohorts/${cohortId}`)).body).toMatchObject({ status: 'active' });
  }, 60_000);

  it('does not tell who declined, and matches both anew without moving anybody else', async () => {
    const before = await mentorshipsOf(cohortId, 'proposed');
    const [first] = before;
    if (first === undefined) throw new Error('nobody was matched');
    declined = first;
    const mentor = await person(emailOf(first.mentor.name));
    const mentee = await person(emailOf(first.mentee.name));
    const path = `/v1/mentorships/${first.mentorshipId}`;
    const no = await mentor.post(`${path}/decline`, { reasonCode: 'knows-the-person', reason: 'We are friends.' });
    expect(no.status).toBe(200);
    await eventually(
      async () => expect((await coordinator.get(run)).body).toMatchObject({ rematches: { asked: 1, done: 1 } }),
      inTime,
    );
    expect((await mentor.get(path)).body).toMatchObject({
      status: 'declined',
      declined: { reason: 'We are friends.' },
    });
    const listed = async (status: string): Promise<number> =>
      ((await mentee.get(`/v1/mentorships?status=${status}`)).body as Page<unknown>).items.length;
    await eventually(async () => {
      // As before, until another proposal is there instead: then it is closed.
      const again = await mentorshipsOf(cohortId, 'proposed');
      const replaced = again.some((one) => one.mentee.personId === first.mentee.personId);
      const { body, headers } = await mentee.get(path);
      expect(body).toMatchObject({ status: replaced ? 'closed' : 'proposed', role: 'mentee' });
      expect(headers.get('etag')).toBe(replaced ? '"3"' : '"2"');
      expect(JSON.stringify(body)).not.toMatch(/declined|friends|knows/);
      expect([await listed('declined'), await listed('proposed')]).toEqual([0, 1]);
      expect((await mentee.get(`/v1/people/${first.mentor.personId}`)).status).toBe(replaced ? 404 : 200);
    }, inTime);
    const both = service.as(await issuer.token({ email: emailOf(first.mentee.name), roles: ['coordinator'] }));
    const declines = await everyItemOf<Mentorship>(both, `/v1/mentorships?cohortId=${cohortId}&status=declined`);
    expect(declines.map(({ mentorshipId }) => mentorshipId)).not.toContain(first.mentorshipId);
    const told = await coordinator.get(path);
    expect(told.body).toMatchObject({ status: 'declined', declined: { by: 'mentor', reasonCode: 'knows-the-person' } });
    expect(JSON.stringify(told.body)).not.toMatch(/friends|terms/);
    const others = before.slice(1).map(({ mentorshipId }) => mentorshipId);
    await eventually(async () => {
      const after = await mentorshipsOf(cohortId, 'proposed');
      expect(after.map(({ mentorshipId }) => mentorshipId)).toEqual(expect.arrayContaining(others));
      const unmatched = await everyItem<{ personId: string; role: string }>(`${run}/unmatched`);
      for (const side of ['mentor', 'mentee'] as const) {
        const { personId } = first[side];
        const again = after.some((one) => one[side].personId === personId);
        expect(again || unmatched.some((one) => one.personId === personId && one.role === side)).toBe(true);
      }
    }, inTime);
  }, 90_000);

  it('keeps a pair that was declined apart for ever', async () => {
    const all = await everyItem<Mentorship>(`/v1/mentorships?cohortId=${cohortId}`);
    const same = all.filter(
      ({ mentor, mentee }) =>
        mentor.personId === declined.mentor.personId && mentee.personId === declined.mentee.personId,
    );
    expect(same).toHaveLength(1);
  });

  it('has an active mentorship once both have accepted and signed the newest agreement', async () => {
    const [one] = await mentorshipsOf(cohortId, 'proposed');
    if (one === undefined) throw new Error('nobody is matched');
    const [mentor, mentee] = [await person(emailOf(one.mentor.name)), await person(emailOf(one.mentee.name))];
    const path = `/v1/mentorships/${one.mentorshipId}`;
    const sign = (client: Client, agreementVersion: number, headers = {}) =>
      client.post(`${path}/sign-agreement`, { agreementVersion }, headers);
    const early = await sign(mentor, 1);
    expect([early.status, word(early)]).toEqual([409, 'accept-first']);
    const stale = { 'if-match': '"1"' };
    const late = await mentor.post(`${path}/accept`, {}, stale);
    expect([late.status, word(late), late.headers.get('etag')]).toEqual([412, 'stale', '"2"']);
    const accepted = await mentor.post(`${path}/accept`, {}, { 'if-match': '"2"' });
    expect([accepted.status, accepted.body]).toEqual([
      200,
      expect.objectContaining({ accepted: ['mentor'], version: 3 }),
    ]);
    const again = await mentor.post(`${path}/accept`);
    expect([again.status, again.body]).toEqual([200, accepted.body]);
    const alone = await sign(mentor, 1);
    expect([alone.status, word(alone)]).toEqual([409, 'partner-not-accepted']);
    expect((await mentee.post(`${path}/accept`)).body).toMatchObject({ accepted: ['mentor', 'mentee'] });
    const key = { 'idempotency-key': 'sign' };
    const first = await sign(mentor, 1, key);
    expect(first.body).toMatchObject({ signed: ['mentor'] });
    expect((await sign(mentor, 1, key)).body).toEqual(first.body);
    const other = await sign(mentor, 2, key);
    expect([other.status, word(other)]).toEqual([422, 'command-reused']);
    const { lengthWeeks, cadence, ...terms } = sampleJson('agreement.json') as { lengthWeeks: number; cadence: string };
    const offer = { lengthWeeks, cadence: `${cadence}, or so`, terms };
    expect((await mentor.post(`${path}/propose-agreement`, offer)).body).toMatchObject({
      agreementVersion: 2,
      signed: [],
    });
    const changed = await sign(mentee, 1);
    expect([changed.status, word(changed)]).toEqual([409, 'agreement-changed']);
    expect(changed.body).toMatchObject({ agreementVersion: 2 });
    await sign(mentee, 2);
    const signed = await sign(mentor, 2);
    expect(signed.body).toMatchObject({ status: 'active' });
    const read = await mentee.get(signed.headers.get('location') ?? '');
    expect(read.body).toMatchObject({
      status: 'active',
      agreement: { version: 2, terms: { purpose: expect.any(String) } },
    });
    expect((await mentee.post(`${path}/end`, { reasonCode: 'completed' })).body).toMatchObject({ status: 'ended' });
  }, 60_000);

  it('shows people to themselves, to partners by name, and to nobody else', async () => {
    const [one] = await mentorshipsOf(cohortId, 'proposed');
    if (one === undefined) throw new Error('nobody is matched');
    const mentor = await person(emailOf(one.mentor.name));
    expect((await mentor.get('/v1/people/me')).body).toMatchObject({
      personId: one.mentor.personId,
      enrolments: [{ cohortId, roles: ['mentor'] }],
    });
    expect((await mentor.get(`/v1/people/${one.mentee.personId}`)).body).toEqual(one.mentee);
    const mentee = await person(emailOf(one.mentee.name));
    const wantsSimilarIdentity = expect.stringMatching(/^(yes|no)$/);
    expect((await mentee.get('/v1/people/me')).body).toMatchObject({
      enrolments: [{ parts: { mentee: { capacity: 1, answers: {}, sensitiveAnswers: { wantsSimilarIdentity } } } }],
    });
    const [stranger] = (await mentorshipsOf(cohortId, 'proposed')).filter(
      ({ mentor: other }) => other.personId !== one.mentor.personId,
    );
    expect((await mentor.get(`/v1/people/${stranger?.mentor.personId}`)).status).toBe(404);
    expect((await coordinator.get(`/v1/people/${one.mentee.personId}`)).body).toMatchObject({
      attributes: { grade: expect.any(String) },
    });
    for (const reader of [coordinator, mentor]) {
      const { body } = await reader.get(`/v1/people/${one.mentee.personId}`);
      expect(JSON.stringify(body)).not.toMatch(/similar|identity/i);
    }
  });

  it('has read models that say what the facts say, document by document', async () => {
    const store = await service.storeOf('matching');
    async function* facts() {
      for (let after = 0; ;) {
        const some = await store.readAll(after, 1000);
        yield* some;
        if (some.length === 0) return;
        after += some.length;
      }
    }
    for (const { projection } of projections) {
      await eventually(async () => {
        const compared = await compareWithRebuilt<object, never>(
          mongoDocuments(service.database),
          projection as never,
          facts(),
        );
        expect([projection.name, compared.equal, compared.differing]).toEqual([projection.name, true, []]);
        expect(compared.live.documents).toBeGreaterThan(projection.name === 'import-problems' ? -1 : 0);
      }, inTime);
    }
  }, 90_000);

  it('keeps names and addresses out of streams, keys, claims and read-model ids', async () => {
    const collections = await service.database.listCollections().toArray();
    for (const { name } of collections) {
      const ids = await service.database
        .collection(name)
        .find({}, { projection: { _id: 1, stream: 1 } })
        .toArray();
      expect([name, JSON.stringify(ids).match(/@|mentor \d|mentee \d/)]).toEqual([name, null]);
    }
  });
});
