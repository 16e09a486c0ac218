import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CohortId, MentorshipId, PersonId, topicOf } from '@telemachy/contracts';
import { kafkaEventLog, silent } from '@telemachy/event-log';
import { createLogger, organizationIdentity, readConfig, runService } from '@telemachy/service-shell';
import type { RunningService } from '@telemachy/service-shell';
import { eventually as asked, startIssuer, startMailServer } from '@telemachy/testing';
import type { Issuer, MailServer } from '@telemachy/testing';
import { MongoClient } from 'mongodb';
import { elsewhere, partitions } from '../test/elsewhere.ts';
import { booking, day, hence, proposal } from '../test/facts.ts';
import { sealsOf, settings } from '../test/installation.ts';
import { NotificationConfig } from './config.ts';
import { messageIdOf } from './message-id.ts';
import { notificationService } from './notification.module.ts';

/** A machine that does other things beside takes its time. */
const eventually = <Value>(ask: () => Value | Promise<Value>): Promise<Value> => asked(ask, 25_000);
const run = randomUUID().slice(0, 8);
const prefix = `n${run}.`;
const secret = 'a secret of this installation, long enough';
const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
const log = kafkaEventLog({ brokers, clientId: `spec-${run}`, logger: silent });
const topic = (service: string) => `${prefix}${topicOf(service)}`;

const mongo = new MongoClient(process.env['MONGODB_URI'] ?? '');
const seal = sealsOf(mongo.db(`n${run}_keys`));

const matching = elsewhere(log, 'matching', prefix, seal);
const scheduling = elsewhere(log, 'scheduling', prefix, seal);
const goals = elsewhere(log, 'goals', prefix, seal);

let mailServer: MailServer;
let issuer: Issuer;
let service: RunningService;
const config = (more: Readonly<Record<string, string>> = {}) =>
  readConfig(NotificationConfig, {
    MONGODB_URI: process.env['MONGODB_URI'],
    KAFKA_BROKERS: process.env['KAFKA_BROKERS'],
    OIDC_ISSUERS: issuer.url,
    TELEMACHY_IDENTITY_SECRET: secret,
    TELEMACHY_DATABASE_PREFIX: `n${run}_`,
    TELEMACHY_TOPIC_PREFIX: prefix,
    TELEMACHY_TOPIC_PARTITIONS: String(partitions),
    TELEMACHY_SMTP_URL: mailServer.url,
    ...settings,
    ...more,
  });
const start = (more?: Readonly<Record<string, string>>) =>
  runService(notificationService, config(more), createLogger('notification', 'silent'));

/** Whatever an answer holds; assertions say what it must be. */
type Json = ReturnType<typeof JSON.parse>;
type Somebody = {
  readonly id: PersonId;
  readonly email: string;
  readonly name: string;
  readonly ask: (method: string, path: string, body?: unknown) => Promise<{ status: number; body: Json }>;
  readonly mails: () => string[];
};
const somebody = async (givenName: string, tenant = 'acme'): Promise<Somebody> => {
  const email = `${givenName.toLowerCase()}-${randomUUID().slice(0, 6)}@example.test`;
  const identity = organizationIdentity(secret, tenant);
  const id = PersonId.parse(identity.personId({ kind: 'email', value: email }));
  const hr = { email, givenName, familyName: 'Example', attributes: {} };
  const signInKeys = [identity.signInKey({ kind: 'email', value: email })];
  await matching.send(tenant, `person-${id}`, {
    type: 'matching.person-imported.v1',
    data: { personId: id, signInKeys, hr, importedAt: new Date().toISOString() },
  });
  const token = await issuer.token({ org: tenant, email });
  return {
    id,
    email,
    name: `${givenName} Example`,
    mails: () => mailServer.mails.filter(({ to }) => to === email).map(({ raw }) => raw),
    ask: async (method, path, body) => {
      const response = await fetch(`${service.url}/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    },
  };
};
const known = (person: Somebody) =>
  eventually(async () => expect((await person.ask('GET', '/inbox')).status).toBe(200));
const inbox = async (person: Somebody) => (await person.ask('GET', '/inbox')).body.items as Json[];
const subjects = (person: Somebody) =>
  person.mails().map((raw) => /^Subject: (.*(?:\r\n .*)*)/m.exec(raw)?.[1]?.replaceAll(/\r\n\s/g, ' '));

/** Two people who are known, and the facts of their mentorship. */
const pair = async (tenant = 'acme') => {
  const [mentor, mentee] = await Promise.all([somebody('Ada', tenant), somebody('Ben', tenant)]);
  await Promise.all([known(mentor), known(mentee)]);
  const mentorshipId = MentorshipId.parse(randomUUID());
  const ids = { mentorshipId, cohortId: CohortId.parse(randomUUID()), mentorId: mentor.id, menteeId: mentee.id };
  const mentorship = (kind: string, data: object) =>
    matching.send(tenant, `mentorship-${mentorshipId}`, {
      type: `matching.mentorship-${kind}.v1`,
      data: { ...ids, ...data },
    });
  const meeting = (meetingId: string, kind: string, data: object) =>
    scheduling.send(tenant, `meeting-${meetingId}`, {
      type: `scheduling.meeting-${kind}.v1`,
      data: { meetingId, mentorshipId, mentorId: mentor.id, menteeId: mentee.id, ...data },
    });
  return { mentor, mentee, ids, mentorship, meeting };
};
beforeAll(async () => {
  mailServer = await startMailServer();
  issuer = await startIssuer();
  await log.ensureTopics(['matching', 'scheduling', 'goals'].map((name) => ({ topic: topic(name), partitions })));
  service = await start();
}, 60_000);
afterEach(() => mailServer.fail(undefined));
afterAll(async () => {
  await service.close();
  for (const name of ['notification', 'keys']) await mongo.db(`n${run}_${name}`).dropDatabase();
  await mongo.close();
  await Promise.all([log.close(), issuer.close(), mailServer.down()]);
}, 60_000);

describe('a proposed match', () => {
  it('reaches both in the inbox and by mail, each with the name of the other', async () => {
    const { mentor, mentee, mentorship } = await pair();
    await mentorship('proposed', proposal());
    await eventually(() => {
      expect(subjects(mentor)).toEqual(['Meet Ben Example, proposed as your mentee']);
      expect(subjects(mentee)).toEqual(['Meet Ada Example, proposed as your mentor']);
    });
    await eventually(async () =>
      expect(await inbox(mentee)).toMatchObject([
        { template: 'match-proposed', topic: 'matches', subject: 'Meet Ada Example, proposed as your mentor' },
      ]),
    );
  }, 40_000);

  it('is mailed once, however often the fact comes', async () => {
    const { mentor, mentee, ids, mentorship } = await pair();
    const { id, again } = await mentorship('proposed', proposal());
    await eventually(() => expect(mentor.mails()).toHaveLength(1));
    await again();
    // The same fact under new numbers, as from a rebuilt topic.
    const fact = { type: 'matching.mentorship-proposed.v1', data: { ...ids, ...proposal() } };
    await matching.send('acme', `mentorship-${ids.mentorshipId}`, fact, { id });
    await mentorship('accepted', { by: 'mentor', acceptedAt: hence(0) });
    await eventually(() => expect(subjects(mentee)[1]).toBe('Ada Example said yes'));
    expect(mentor.mails()).toHaveLength(1);
    expect(mentee.mails()).toHaveLength(2);
  }, 40_000);

  it('that is declined says nothing to the other side', async () => {
    const { mentor, mentee, mentorship } = await pair();
    await mentorship('proposed', proposal());
    await mentorship('declined', {
      by: 'mentor',
      authorId: mentor.id,
      reasonCode: 'no-time',
      reason: 'secret words',
      declinedAt: hence(0),
    });
    await eventually(async () =>
      expect((await inbox(mentor)).map(({ template }) => template)).toContain('match-declined-by-you'),
    );
    expect((await inbox(mentee)).map(({ template }) => template)).toEqual(['match-proposed']);
    await mentorship('closed', { closedAt: hence(0) });
    await eventually(async () => expect((await inbox(mentee))[0]?.template).toBe('match-lapsed'));
    expect((await inbox(mentor)).map(({ template }) => template)).not.toContain('match-lapsed');
    expect(mailServer.mails.filter(({ raw }) => raw.includes('secret words'))).toEqual([]);
  }, 40_000);
});

describe('a meeting', () => {
  it('is told on the recipient’s own clock, without its agenda', async () => {
    const { mentor, mentee, meeting } = await pair();
    await scheduling.send('acme', `availability-${mentor.id}`, {
      type: 'scheduling.availability-rules-set.v1',
      data: { personId: mentor.id, zone: 'Asia/Kolkata', weekly: [], setAt: hence(0) },
    });
    await meeting(randomUUID(), 'booked', { ...booking(3 * day, mentee.id), bookedAt: hence(0) });
    await eventually(() => expect(mentor.mails()).toHaveLength(1));
    await eventually(() => expect(mentee.mails()).toHaveLength(1));
    expect(mentor.mails()[0]).toContain('Asia/Kolkata, GMT+5:30');
    expect(mentee.mails()[0]).toContain('(UTC)');
    expect(mentor.mails()[0]).not.toContain('agenda');
  }, 40_000);

  it('is reminded of 24 hours before, by a timer', async () => {
    const { mentor, mentee, meeting } = await pair();
    await meeting(randomUUID(), 'booked', booking(day + 2, mentee.id));
    await eventually(() => expect(subjects(mentor)).toHaveLength(1));
    expect(subjects(mentor)[0]).toMatch(/^Ben Example booked/);
    await eventually(() => {
      for (const person of [mentor, mentee])
        expect(subjects(person).filter((subject) => subject?.startsWith('Reminder: your meeting with'))).toHaveLength(
          1,
        );
    });
    await eventually(async () =>
      expect((await inbox(mentee)).map(({ template }) => template)).toContain('meeting-reminder'),
    );
  }, 40_000);

  it('that moved or fell away is not reminded of at its old time', async () => {
    const { mentor, mentee, meeting } = await pair();
    const [movedAway, cancelled, stays] = [randomUUID(), randomUUID(), randomUUID()];
    await meeting(movedAway, 'booked', booking(day + 5, mentee.id));
    await meeting(cancelled, 'booked', booking(day + 5, mentee.id));
    await meeting(movedAway, 'moved', {
      startsAt: hence(9 * day),
      endsAt: hence(9 * day + 3600),
      movedBy: mentor.id,
      reason: 'r',
      movedAt: hence(0),
    });
    await meeting(cancelled, 'cancelled', {
      cancelledBy: mentor.id,
      reasonCode: 'illness',
      reason: 'r',
      cancelledAt: hence(0),
    });
    await meeting(stays, 'booked', booking(day + 5, mentee.id));
    const reminders = () => subjects(mentee).filter((subject) => subject?.startsWith('Reminder'));
    await eventually(() => expect(reminders()).toHaveLength(1));
    await pause(500);
    expect(reminders()).toHaveLength(1);
  }, 40_000);
});

describe('a person’s settings', () => {
  it('keep mail away, and say so to who asks', async () => {
    const { mentor, mentee, meeting } = await pair();
    expect(await mentor.ask('PUT', '/preferences/meetings/email', { wanted: false })).toMatchObject({
      status: 200,
      body: { topic: 'meetings', channel: 'email', wanted: false, chosen: true },
    });
    const { id } = await meeting(randomUUID(), 'booked', { ...booking(3 * day, mentee.id), bookedAt: hence(0) });
    await eventually(() => expect(mentee.mails()).toHaveLength(1));
    const messageId = messageIdOf({ sourceFactId: id, recipientId: mentor.id, topic: 'meetings', channel: 'email' });
    const story = await eventually(async () => {
      const found = await mentor.ask('GET', `/messages/${messageId}`);
      expect(found.status).toBe(200);
      return found.body;
    });
    expect(story).toMatchObject({
      decision: 'suppress',
      reasons: [{ code: 'in-time' }, { code: 'not-wanted', text: 'You switched messages of this kind off.' }],
    });
    expect(mentor.mails()).toEqual([]);
    expect(await inbox(mentor)).toHaveLength(1);
  }, 40_000);

  it('list every topic by every channel', async () => {
    const { mentor } = await pair();
    await mentor.ask('PUT', '/preferences/goals/email', { wanted: true });
    await eventually(async () => {
      const { items } = (await mentor.ask('GET', '/preferences')).body;
      expect(items).toHaveLength(10);
      expect(items).toContainEqual({ topic: 'goals', channel: 'email', wanted: true, alwaysOn: false, chosen: true });
      expect(items).toContainEqual({ topic: 'account', channel: 'email', wanted: true, alwaysOn: true, chosen: false });
    });
  }, 40_000);

  it('cannot switch off what waits for an answer, nor hold what is not theirs to hold', async () => {
    const { mentor } = await pair();
    expect(await mentor.ask('PUT', '/preferences/agreements/in-app', { wanted: false })).toMatchObject({
      status: 409,
      body: { type: 'urn:telemachy:problem:setting-always-on' },
    });
    for (const [path, body] of [
      ['/preferences/agreements/pigeon', { wanted: false }],
      ['/preferences/agreements/email', { wanted: 'no' }],
      ['/preferences/agreements/email', { wanted: false, forever: true }],
    ] as const)
      expect((await mentor.ask('PUT', path, body)).status).toBe(400);
  }, 40_000);
});

describe('an inbox', () => {
  it('comes in pages, newest first, and knows what is read', async () => {
    const { mentor, mentee, ids } = await pair();
    const goal = (type: string, data: object) =>
      goals.send(
        'acme',
        `goal-${ids.mentorshipId}`,
        {
          type: `goals.goal-${type}.v1`,
          data: { goalId: ids.mentorshipId, mentorshipId: ids.mentorshipId, menteeId: mentee.id, ...data },
        },
        { actor: mentee.id },
      );
    await goal('set', {
      mentorId: mentor.id,
      text: 'words of the goal',
      dueOn: '2027-03-31',
      setBy: mentee.id,
      setAt: hence(0),
    });
    await goal('checked-in', { confidence: 7, moved: 'm', inTheWay: 'w', checkedInAt: hence(0) });
    await goal('reached', { reflection: 'words of the goal', reachedAt: hence(0) });
    await eventually(async () => expect(await inbox(mentor)).toHaveLength(3));
    expect(JSON.stringify(await inbox(mentor))).not.toContain('words of the goal');
    const first = await mentor.ask('GET', '/inbox?limit=2');
    expect(first.body.items.map(({ template }: Json) => template)).toEqual(['goal-reached', 'goal-checked-in']);
    const second = await mentor.ask('GET', `/inbox?limit=2&cursor=${first.body.next}`);
    expect(second.body).toMatchObject({ items: [{ template: 'goal-set' }] });
    expect(second.body.next).toBeUndefined();

    const { id } = first.body.items[0];
    expect((await mentor.ask('POST', `/messages/${id}/read`)).status).toBe(200);
    expect((await mentor.ask('POST', `/messages/${id}/read`)).status).toBe(200);
    await eventually(async () => expect((await mentor.ask('GET', '/inbox?unread')).body.items).toHaveLength(2));
    expect(mentor.mails()).toEqual([]);
  }, 40_000);

  it('is nobody else’s, whatever their organization', async () => {
    const { mentor, mentee, mentorship } = await pair();
    const stranger = await somebody('Eve', 'umbrella');
    await known(stranger);
    await mentorship('proposed', proposal());
    await eventually(async () => expect(await inbox(mentor)).toHaveLength(1));
    const [{ id }] = (await inbox(mentor)) as [{ id: string }];
    for (const other of [mentee, stranger]) {
      expect((await other.ask('GET', `/messages/${id}`)).status).toBe(404);
      expect((await other.ask('POST', `/messages/${id}/read`)).status).toBe(404);
    }
    expect((await mentor.ask('GET', `/messages/${randomUUID()}`)).status).toBe(404);
    expect((await mentor.ask('GET', '/inbox?everything=true')).status).toBe(400);
    expect((await mentor.ask('GET', '/inbox?cursor=nonsense')).status).toBe(400);
    expect((await fetch(`${service.url}/v1/inbox`)).status).toBe(401);
  }, 40_000);
});

describe('a mail server', () => {
  const storyOf = async (person: Somebody, sourceFactId: string) => {
    const id = messageIdOf({ sourceFactId, recipientId: person.id, topic: 'matches', channel: 'email' });
    return (await person.ask('GET', `/messages/${id}`)).body;
  };

  it('that asks for patience is asked again, and the recipient can see when', async () => {
    const { mentor, mentorship } = await pair();
    mailServer.fail({ at: 'recipient', code: 451 });
    const { id } = await mentorship('proposed', proposal());
    await eventually(async () => {
      const { steps } = await storyOf(mentor, id);
      expect(steps[1]).toMatchObject({
        state: 'failed',
        text: 'Attempt 1 failed. The mail server answered 451. It is tried again.',
      });
      const wait = Date.parse(steps[1].retryAt) - Date.parse(steps[1].at);
      expect(wait).toBeGreaterThanOrEqual(48_000);
      expect(wait).toBeLessThanOrEqual(72_000);
    });
    expect(mentor.mails()).toEqual([]);
  }, 40_000);

  it('that refuses for good is not asked again', async () => {
    const { mentor, mentorship } = await pair();
    mailServer.fail({ at: 'recipient', code: 550 });
    const { id } = await mentorship('proposed', proposal());
    await eventually(async () => expect((await storyOf(mentor, id)).steps[1]).toMatchObject({ state: 'given-up' }));
  }, 40_000);

  it('that is down loses nothing: everything arrives once when it is back', async () => {
    const pairs = await Promise.all([pair(), pair(), pair()]);
    await mailServer.down();
    for (const { mentorship } of pairs) await mentorship('proposed', proposal());
    const people = pairs.flatMap(({ mentor, mentee }) => [mentor, mentee]);
    for (const person of people) await eventually(async () => expect(await inbox(person)).toHaveLength(1));
    await mailServer.up();
    await eventually(() => expect(people.map((person) => person.mails().length)).toEqual(people.map(() => 1)));
    await pause(300);
    expect(people.map((person) => person.mails().length)).toEqual(people.map(() => 1));
  }, 60_000);

  it('gets each mail once from two workers, and none again after a restart', async () => {
    const second = await start({ ROLE: 'worker' });
    const pairs = await Promise.all(Array.from({ length: 8 }, () => pair()));
    await Promise.all(pairs.map(({ mentorship }) => mentorship('proposed', proposal())));
    const people = pairs.flatMap(({ mentor, mentee }) => [mentor, mentee]);
    const each = () => people.map((person) => person.mails().length);
    await eventually(() => expect(each()).toEqual(people.map(() => 1)));
    await second.close();
    await service.close();
    service = await start();
    const { mentor, mentorship } = await pair();
    await mentorship('proposed', proposal());
    await eventually(() => expect(mentor.mails()).toHaveLength(1));
    expect(each()).toEqual(people.map(() => 1));
  }, 90_000);
});
