import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PersonId } from '@telemachy/contracts';
import { organizationIdentity } from '@telemachy/service-shell';
import { startForTest, sweep, unheard, type Client, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { schedulingService } from './scheduling.module.ts';
import { wholeWeek } from './testing/people.ts';
import { toldMentorship, toldPerson } from './testing/told-by-matching.ts';

const zone = 'Europe/Berlin';
const today = new Date().toISOString().slice(0, 10);
let issuer: Issuer;
let service: ServiceUnderTest;
let token: string;
let client: Client;
/** Mentorships of one mentee with many mentors, since a mentor has two meetings a day at most. */
let mentorships: readonly string[];

const person = async (): Promise<{ personId: PersonId; email: string }> => {
  const email = `${randomUUID()}@example.org`;
  const personId = PersonId.parse(randomUUID());
  const identity = organizationIdentity(service.identitySecret, 'acme');
  const told = toldPerson(personId, [identity.signInKey({ kind: 'email', value: email })]);
  await service.say('matching', told.stream, [told.imported]);
  return { personId, email };
};
const open = async (as: Client): Promise<void> => {
  await eventually(async () => {
    const set = await as.put('/v1/availability', { zone, weekly: wholeWeek });
    expect(set.status).toBe(200);
  }, 20_000);
};

beforeAll(async () => {
  issuer = await startIssuer();
  service = await startForTest(schedulingService, {
    OIDC_ISSUERS: issuer.url,
    TELEMACHY_PUBLIC_URL: 'https://mentoring.example',
  });
  await service.as().untilReady();
  const mentee = await person();
  token = await issuer.token({ email: mentee.email });
  client = service.as(token);
  await open(client);
  mentorships = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const mentor = await person();
      await open(service.as(await issuer.token({ email: mentor.email })));
      const told = toldMentorship(mentor.personId, mentee.personId);
      await service.say('matching', told.stream, [told.proposed, told.activated]);
      return told.mentorshipId;
    }),
  );
}, 90_000);
afterAll(async () => {
  await service.close();
  await issuer.close();
}, 30_000);

let booked = 0;
/** A time that nobody has yet: ten a day from the second day on, two hours apart, two of each mentor. */
const freeTime = (): { mentorshipId: string; startsAt: string } => {
  const [day, nth] = [2 + (Math.floor(booked / 10) % 50), booked % 10];
  booked += 1;
  const at = new Date(Date.now() + day * 86_400_000);
  at.setUTCHours(2 * nth, 0, 0, 0);
  return { mentorshipId: mentorships[Math.floor(nth / 2)] ?? '', startsAt: at.toISOString() };
};
const meeting = async (): Promise<string> => {
  for (;;) {
    const made = await client.post('/v1/meetings', { ...freeTime(), minutes: 30 });
    if (made.status === 201) return (made.body as { id: string }).id;
    expect(made.status).toBe(409);
  }
};

describe('a request that is wrong in one place', () => {
  it('is refused by scheduling, by its field, and never its own fault', async () => {
    const onMeeting = async (body: object | undefined) => ({ params: { id: await meeting() }, ...(body && { body }) });
    const read = await meeting();
    const { faults, sent } = await sweep({
      controllers: schedulingService.controllers,
      url: service.url,
      token,
      prepare: {
        'set-availability': (example) => ({ body: example ?? {} }),
        'set-override': (example) => ({ params: { date: today }, body: example ?? {} }),
        'clear-override': () => ({ params: { date: today } }),
        'read-availability': () => ({}),
        'read-slots': () => ({ params: { id: mentorships[0] ?? '' }, query: { minutes: '60' } }),
        'book-meeting': async (example) => {
          await open(client);
          return { body: { ...example, ...freeTime() } };
        },
        'move-meeting': async (example) => {
          const params = { id: await meeting() };
          const { startsAt } = freeTime();
          return { params, body: { ...example, startsAt } };
        },
        'cancel-meeting': onMeeting,
        'read-meeting': () => ({ params: { id: read } }),
        'read-agenda': () => ({}),
        'issue-feed': () => ({ body: {} }),
        'revoke-feed': async () => {
          const issued = await client.post('/v1/feeds', {});
          return { params: { id: (issued.body as { id: string }).id }, body: {} };
        },
        'read-feed': async () => {
          const issued = await client.post('/v1/feeds', {});
          const { url } = issued.body as { url: string };
          return { params: { file: url.replace(/.*\//, '') } };
        },
      },
    });
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(1000);
  }, 300_000);
});

describe('a token that is missing, expired or forged', () => {
  it('is heard by no route of scheduling', async () => {
    const { controllers, policy } = schedulingService;
    const { sent, faults } = await unheard({ controllers, policy, url: service.url, issuer });
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(30);
  }, 60_000);
});
