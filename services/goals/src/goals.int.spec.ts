import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId } from '@telemachy/contracts';
import type { LeaverFact, MentorshipFact, PersonFact } from '@telemachy/contracts/matching';
import { organizationIdentity } from '@telemachy/service-shell';
import { startForTest, type Client, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { goalsService } from './goals.module.ts';

let issuer: Issuer;
let service: ServiceUnderTest;
let mentee: Client;
let mentor: Client;
let stranger: Client;
let coordinator: Client;

const at = '2026-11-23T09:00:00.000Z';
const ids = {
  mentorshipId: MentorshipId.parse(randomUUID()),
  cohortId: CohortId.parse(randomUUID()),
  mentorId: PersonId.parse(randomUUID()),
  menteeId: PersonId.parse(randomUUID()),
};
const pair: readonly MentorshipFact[] = [
  {
    type: 'matching.mentorship-proposed.v1',
    data: {
      ...ids,
      programId: ProgramId.parse(randomUUID()),
      matchRunId: MatchRunId.parse(randomUUID()),
      score: 1,
      place: 1,
      parts: [],
      deadlineAt: at,
      proposedAt: at,
    },
  },
  { type: 'matching.mentorship-activated.v1', data: { ...ids, agreementVersion: 1, activatedAt: at } },
];
const person = (personId: PersonId, email: string): PersonFact => ({
  type: 'matching.person-imported.v1',
  data: {
    personId,
    signInKeys: [organizationIdentity(service.identitySecret, 'acme').signInKey({ kind: 'email', value: email })],
    hr: { email, givenName: 'A', familyName: 'B', attributes: {} },
    importedAt: at,
  },
});
const terms = {
  text: 'Give three talks to other departments so that our work is known',
  measure: { kind: 'number', unit: 'talks', from: 0, to: 3 },
  dueOn: '2099-03-31',
};
const setGoal = { mentorshipId: ids.mentorshipId, ...terms };
/** What is promised of leavers. */
const withinMs = 60_000;
type Made = { id: string; version: number };
type Told = { type: string; errors?: { path: string }[] };
const word = (response: { body: Told }): string => response.body.type.replace('urn:telemachy:problem:', '');
const set = async (): Promise<string> => {
  const response = await mentee.post('/v1/goals', setGoal);
  expect(response.status).toBe(201);
  return (response.body as Made).id;
};

beforeAll(async () => {
  issuer = await startIssuer();
  service = await startForTest(goalsService, { OIDC_ISSUERS: issuer.url });
  mentee = service.as(await issuer.token({ email: 'mentee@example.org' }));
  mentor = service.as(await issuer.token({ email: 'mentor@example.org' }));
  stranger = service.as(await issuer.token({ email: 'stranger@example.org' }));
  coordinator = service.as(await issuer.token({ sub: 'c', roles: ['coordinator'] }));
  await service.as().untilReady();
  await service.say('matching', `person-${ids.menteeId}`, [person(ids.menteeId, 'mentee@example.org')]);
  await service.say('matching', `person-${ids.mentorId}`, [person(ids.mentorId, 'mentor@example.org')]);
  await service.say('matching', `mentorship-${ids.mentorshipId}`, pair);
  await eventually(async () =>
    expect((await mentor.get(`/v1/goals?mentorshipId=${ids.mentorshipId}`)).status).toBe(200),
  );
  await eventually(async () => expect((await mentee.post('/v1/goals', setGoal)).status).toBe(201));
}, 90_000);
afterAll(async () => {
  await service.close();
  await issuer.close();
}, 30_000);

describe('somebody who left', () => {
  it('is refused within the minute, also after a restart, until they are back', async () => {
    const email = 'leaver@example.org';
    const token = await issuer.token({ email, roles: ['coordinator'] });
    const personId = PersonId.parse(randomUUID());
    const signInKeys = [
      organizationIdentity(service.identitySecret, 'acme').signInKey({ kind: 'email', value: email }),
    ];
    const say = (fact: LeaverFact) => service.say('matching', `person-${personId}`, [fact]);
    const asked = async () => (await service.as(token).get(`/v1/goals?mentorshipId=${ids.mentorshipId}`)).status;
    expect(await asked()).toBe(200);
    await say({ type: 'matching.person-left.v1', data: { personId, signInKeys, leftAt: at } });
    await eventually(async () => expect(await asked()).toBe(401), withinMs);
    await service.restart();
    await service.as().untilReady();
    expect(await asked()).toBe(401);
    await say({ type: 'matching.person-returned.v1', data: { personId, signInKeys, returnedAt: at } });
    await eventually(async () => expect(await asked()).toBe(200), withinMs);
  }, 180_000);
});

describe('a goal', () => {
  it('is set by the mentee and read by both, as fresh as the answer says', async () => {
    const made = await mentee.post('/v1/goals', setGoal);
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    expect((made.body as { advice: unknown[] }).advice).toHaveLength(5);
    const location = made.headers.get('location') ?? '';
    expect(location).toContain('?atLeast=');
    for (const reader of [mentee, mentor]) {
      const read = await reader.get(location);
      expect(read.body).toMatchObject({ ...terms, status: 'open', percent: 0, version: 1, setBy: ids.menteeId });
      expect(read.headers.get('etag')).toBe('"1"');
    }
  });

  it('is worked on in steps, progress, check-ins and adjustments, and keeps its history', async () => {
    const goal = `/v1/goals/${await set()}`;
    const { stepId } = (await mentee.post(`${goal}/add-step`, { text: 'Ask for a slot' })).body as { stepId: string };
    await mentor.post(`${goal}/complete-step`, { stepId });
    await mentee.post(`${goal}/record-progress`, { value: 1 });
    await mentee.post(`${goal}/check-in`, { confidence: 3, moved: 'A date', inTheWay: 'Nerves' });
    const smaller = { ...terms, measure: { ...terms.measure, to: 2 } };
    await mentee.post(`${goal}/adjust-goal`, { ...smaller, reasonCode: 'too-big', reason: 'January is gone' });
    const closed = await mentee.post(`${goal}/reach-goal`, { reflection: 'Ask early' });
    const read = await mentee.get(closed.headers.get('location') ?? '');
    expect(read.body).toMatchObject({
      status: 'reached',
      version: 7,
      percent: 50,
      measure: { to: 2 },
      steps: [{ stepId, text: 'Ask for a slot' }],
      progress: [{ value: 1 }],
      checkIns: [{ confidence: 3, inTheWay: 'Nerves' }],
      adjustments: [{ before: { measure: { to: 3 } }, reasonCode: 'too-big', reason: 'January is gone' }],
      reflection: { text: 'Ask early', shared: false },
    });
    const partners = await mentor.get(goal);
    expect(partners.body).toMatchObject({ status: 'reached', text: terms.text });
    expect(JSON.stringify(partners.body)).not.toContain('Ask early');
    const { advice } = read.body as { advice: { letter: string; met: boolean }[] };
    expect(advice.map(({ letter, met }) => `${letter}${met ? '+' : '-'}`).join('')).toBe('S+M+A-R+T-');
  });

  it('tells at once of a step that is due after it', async () => {
    const goal = `/v1/goals/${await set()}`;
    const late = { text: 'Look back', dueOn: `${Number(terms.dueOn.slice(0, 4)) + 1}${terms.dueOn.slice(4)}` };
    const added = await mentee.post(`${goal}/add-step`, late);
    expect(added.body).toMatchObject({ advice: [{ letter: 'T', met: false }] });
    expect((await mentee.post(`${goal}/add-step`, { text: 'Ask' })).body).toMatchObject({ advice: [] });
  });

  it('shows a coordinator kind, status and progress, and no word', async () => {
    const id = await set();
    const { body } = await coordinator.get(`/v1/goals/${id}`);
    expect(body).toEqual({
      goalId: id,
      mentorshipId: ids.mentorshipId,
      version: 1,
      status: 'open',
      measureKind: 'number',
      percent: 0,
    });
    const listed = await coordinator.get(`/v1/goals?mentorshipId=${ids.mentorshipId}`);
    expect(JSON.stringify(listed.body)).not.toContain('talks');
  });

  it('is listed by mentorship, page by page', async () => {
    await set();
    const first = (await mentee.get(`/v1/goals?mentorshipId=${ids.mentorshipId}&limit=1`)).body as {
      items: unknown[];
      next: string;
    };
    expect(first.items).toHaveLength(1);
    const second = (await mentee.get(`/v1/goals?mentorshipId=${ids.mentorshipId}&limit=1&cursor=${first.next}`))
      .body as { items: unknown[] };
    expect(second.items).toHaveLength(1);
    expect(second.items).not.toEqual(first.items);
  });
});

describe('the goals of a mentorship that ended', () => {
  it('are closed as they stood: nothing more is done on them, and what was reached stays reached', async () => {
    const over = { ...ids, mentorshipId: MentorshipId.parse(randomUUID()) };
    const stream = `mentorship-${over.mentorshipId}`;
    const facts = pair.map((fact) => ({ ...fact, data: { ...fact.data, ...over } }) as MentorshipFact);
    await service.say('matching', stream, facts);
    const setOver = async () => {
      const made = await mentee.post('/v1/goals', { ...setGoal, mentorshipId: over.mentorshipId });
      expect(made.status).toBe(201);
      return `/v1/goals/${(made.body as Made).id}`;
    };
    let goal = '';
    await eventually(async () => void (goal = await setOver()));
    const { stepId } = (await mentee.post(`${goal}/add-step`, { text: 'Ask for a slot' })).body as { stepId: string };
    await mentee.post(`${goal}/record-progress`, { value: 1 });
    const reached = await setOver();
    await mentee.post(`${reached}/reach-goal`, { reflection: '' });
    const endedAt = '2026-12-05T08:00:00.000Z';
    await service.say('matching', stream, [
      { type: 'matching.mentorship-ended.v1', data: { ...over, by: 'mentee', reasonCode: 'completed', endedAt } },
    ]);
    const stood = { status: 'dropped', dropReason: 'mentorship-ended', percent: 33, steps: [{ stepId }] };
    await eventually(async () => expect((await mentor.get(goal)).body).toMatchObject(stood));
    const bodies = {
      'add-step': { text: 'Another' },
      'complete-step': { stepId },
      'record-progress': { value: 2 },
      'adjust-goal': { ...terms, text: 'Less', reasonCode: 'other', reason: '' },
      'check-in': { confidence: 3, moved: '', inTheWay: '' },
      'reach-goal': { reflection: '' },
      'miss-goal': { reflection: '' },
    };
    for (const [command, body] of Object.entries(bodies)) {
      const refused = await mentee.post(`${goal}/${command}`, body);
      expect([command, refused.status, word(refused)]).toEqual([command, 409, 'goal-already-dropped']);
    }
    expect((await mentee.get(goal)).body).toMatchObject({ ...stood, version: 4 });
    expect((await coordinator.get(goal)).body).toMatchObject({ status: 'dropped', percent: 33 });
    expect((await mentee.get(reached)).body).toMatchObject({ status: 'reached', version: 2 });
  });
});

describe('bad input', () => {
  it.each([
    ['of a wrong type', { ...setGoal, dueOn: 31 }, 'dueOn'],
    ['with a field nobody knows', { ...setGoal, colour: 'red' }, 'colour'],
    ['without a field', { ...setGoal, text: undefined }, 'text'],
    ['whose measure leads nowhere', { ...setGoal, measure: { ...terms.measure, to: 0 } }, 'measure.to'],
  ])('%s is refused by name', async (_, body, path) => {
    const response = await mentee.post('/v1/goals', body);
    expect([response.status, word(response)]).toEqual([400, 'invalid-request']);
    expect((response.body as Told).errors?.map((error) => error.path)).toEqual([path]);
  });

  it('that is due in the past is refused, and names the field', async () => {
    const response = await mentee.post('/v1/goals', { ...setGoal, dueOn: '2020-01-01' });
    expect([response.status, word(response)]).toEqual([422, 'due-date-in-the-past']);
    expect((response.body as Told).errors).toMatchObject([{ path: 'dueOn' }]);
  });

  it('from a stranger, and from another organization, meets nothing', async () => {
    const id = await set();
    const foreign = service.as(
      await issuer.token({ org: 'other', email: 'mentee@example.org', roles: ['coordinator'] }),
    );
    for (const client of [stranger, foreign]) {
      expect((await client.get(`/v1/goals/${id}`)).status).toBe(404);
      expect((await client.post(`/v1/goals/${id}/record-progress`, { value: 1 })).status).toBe(404);
      expect((await client.post(`/v1/goals/${id}/record-progress`, { value: 1 }, { 'if-match': '"9"' })).status).toBe(
        404,
      );
      expect((await client.post('/v1/goals', setGoal)).status).toBe(404);
    }
    expect((await mentee.get(`/v1/goals/${id}`)).body).toMatchObject({ version: 1, percent: 0 });
  });

  it('with a token that is missing, expired or forged is not heard', async () => {
    const path = `/v1/goals?mentorshipId=${ids.mentorshipId}`;
    const claims = { email: 'mentee@example.org' };
    const tokens = [undefined, await issuer.token({ ...claims, expiresIn: -120 }), await issuer.forged(claims)];
    for (const token of tokens) expect((await service.as(token).get(path)).status).toBe(401);
  });

  it('on a version that is no more is refused, and changes nothing', async () => {
    const goal = `/v1/goals/${await set()}`;
    const moved = await mentee.post(`${goal}/record-progress`, { value: 1 }, { 'if-match': '"1"' });
    expect([moved.status, moved.headers.get('etag')]).toEqual([200, '"2"']);
    const stale = await mentor.post(`${goal}/record-progress`, { value: 2 }, { 'if-match': '"1"' });
    expect([stale.status, word(stale), stale.headers.get('etag')]).toEqual([412, 'stale', '"2"']);
    expect((await mentee.get(moved.headers.get('location') ?? '')).body).toMatchObject({ version: 2, percent: 33 });
  });
});

describe('the same Idempotency-Key', () => {
  const key = () => ({ 'idempotency-key': randomUUID() });

  it('with the same body makes one goal, and answers the same', async () => {
    const headers = key();
    const [first, ...again] = await Promise.all(
      Array.from({ length: 5 }, () => mentee.post('/v1/goals', setGoal, headers)),
    );
    for (const other of again) expect([other.status, other.body]).toEqual([first?.status, first?.body]);
  });
  it('with another body is refused, on creating', async () => {
    const headers = key();
    await mentee.post('/v1/goals', setGoal, headers);
    const other = await mentee.post('/v1/goals', { ...setGoal, text: 'Another' }, headers);
    expect([other.status, word(other)]).toEqual([422, 'command-reused']);
  });
  it('does a change once, and refuses another change', async () => {
    const goal = `/v1/goals/${await set()}`;
    const headers = key();
    const body = { confidence: 5, moved: 'x', inTheWay: 'y' };
    const first = await mentee.post(`${goal}/check-in`, body, headers);
    const again = await mentee.post(`${goal}/check-in`, body, headers);
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([200, first.body, '"2"']);
    const other = await mentee.post(`${goal}/check-in`, { ...body, confidence: 6 }, headers);
    expect([other.status, word(other)]).toEqual([422, 'command-reused']);
  });
  it('of another caller is another command', async () => {
    const headers = key();
    const [mine, theirs] = await Promise.all([mentee, mentor].map((one) => one.post('/v1/goals', setGoal, headers)));
    expect((mine?.body as Made | undefined)?.id).not.toBe((theirs?.body as Made | undefined)?.id);
  });
});

describe('the service', () => {
  it('has all it said after it starts again', async () => {
    const id = await set();
    await mentee.get(`/v1/goals/${id}`);
    await service.restart();
    await eventually(
      async () => expect((await mentee.get(`/v1/goals/${id}`)).body).toMatchObject({ version: 1 }),
      30_000,
    );
  }, 60_000);

  it('says without a token what it says on Kafka, and in which topic', async () => {
    const { body } = await service.as().get('/docs/asyncapi.json');
    expect(body).toMatchObject({
      asyncapi: '3.0.0',
      channels: {
        facts: { address: expect.stringMatching(/^test-.*goals\.events\.g1$/), bindings: { kafka: { partitions: 2 } } },
      },
    });
  });

  it('tells its numbers by route and name, without an id', async () => {
    const text = await (await fetch(`${service.adminUrl}/metrics`)).text();
    expect(text).toMatch(/telemachy_http_request_duration_seconds_count\{[^}]*route="\/v1\/goals\/:id"/);
    for (const name of ['unsequenced_age_seconds', 'unpublished_facts', 'timers_pending', 'timers_overdue'])
      expect(text).toMatch(new RegExp(`telemachy_${name}\\{service="goals"\\} \\d`));
    for (const name of ['lag_records', 'lag_seconds', 'standstill_seconds'])
      expect(text).toMatch(new RegExp(`telemachy_consumer_${name}\\{consumer="goal-board.v4",service="goals"\\} \\d`));
    for (const name of ['streams', 'reactions'])
      expect(text).toMatch(new RegExp(`telemachy_parked_${name}\\{consumer="goal-board.v4",service="goals"\\} 0`));
    expect(text).not.toContain(ids.mentorshipId);
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });
});
