import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PersonId } from '@telemachy/contracts';
import { organizationIdentity } from '@telemachy/service-shell';
import { startForTest, type Client, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { schedulingService } from './scheduling.module.ts';
import type { Told } from './testing/in-memory.ts';
import { hours, wholeWeek } from './testing/people.ts';
import { toldMentorship, toldPerson } from './testing/told-by-matching.ts';

let issuer: Issuer;
let service: ServiceUnderTest;

type Answered = { readonly status: number; readonly headers: Headers; readonly body: Told };
type Person = {
  readonly personId: PersonId;
  readonly token: string;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Answered>;
  readonly post: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answered>;
  readonly put: (path: string, body: unknown) => Promise<Answered>;
};
const word = ({ body }: Answered): string => String(body['type']).replace('urn:telemachy:problem:', '');

/** Somebody of the organization, told by matching, who can always meet. */
const person = async (): Promise<Person> => {
  const email = `${randomUUID()}@example.org`;
  const personId = PersonId.parse(randomUUID());
  const signInKey = organizationIdentity(service.identitySecret, 'acme').signInKey({ kind: 'email', value: email });
  const told = toldPerson(personId, [signInKey]);
  await service.say('matching', told.stream, [told.imported]);
  const token = await issuer.token({ email });
  const client: Client = service.as(token);
  const put = async (path: string, body: unknown): Promise<Answered> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${service.url}${path}`, { method: 'PUT', headers, body: JSON.stringify(body) });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Told };
  };
  await eventually(async () => {
    const set = await put('/v1/availability', { zone: 'Europe/Berlin', weekly: wholeWeek });
    expect(set.status).toBe(200);
  });
  return { personId, token, put, get: client.get, post: client.post };
};
const mentorshipOf = async (mentor: Person, mentee: Person) => {
  const told = toldMentorship(mentor.personId, mentee.personId);
  await service.say('matching', told.stream, [told.proposed, told.activated]);
  return told;
};
const pair = async () => {
  const [mentor, mentee] = await Promise.all([person(), person()]);
  return { mentor, mentee, ...(await mentorshipOf(mentor, mentee)) };
};
type Booked = { readonly startsAt: string; readonly endsAt: string };
const agendaOf = async ({ get }: Person): Promise<readonly (Booked & { status: string })[]> =>
  (await get('/v1/agenda')).body['items'];
/** Fails where two meetings lie less than ten minutes apart. */
const expectApart = (meetings: readonly Booked[]): void => {
  const sorted = meetings.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));
  for (const [index, next] of sorted.slice(1).entries()) {
    const gap = Date.parse(next.startsAt) - Date.parse(sorted[index]?.endsAt ?? '');
    expect(gap).toBeGreaterThanOrEqual(10 * 60_000);
  }
};

beforeAll(async () => {
  issuer = await startIssuer();
  service = await startForTest(schedulingService, {
    OIDC_ISSUERS: issuer.url,
    TELEMACHY_PUBLIC_URL: 'https://mentoring.example/',
  });
  await service.as().untilReady();
}, 90_000);
afterAll(async () => {
  await issuer.close();
  await service.close();
}, 30_000);

describe('a first meeting', () => {
  it('goes from a free slot to both agendas, moves and is cancelled', async () => {
    const { mentor, mentee, mentorshipId } = await pair();
    const [first, later] = await eventually(async () => {
      const { body } = await mentee.get(`/v1/mentorships/${mentorshipId}/slots?minutes=45`);
      expect(body['items']?.length).toBeGreaterThan(10);
      const slots = body['items'] as readonly Booked[];
      return [slots[3], slots[9]].map((slot) => ({ startsAt: slot?.startsAt, endsAt: slot?.endsAt }));
    });
    const asked = { mentorshipId, startsAt: first?.startsAt, minutes: 45, medium: 'phone', agenda: 'First steps' };
    const booked = await mentee.post('/v1/meetings', asked);
    expect([booked.status, booked.headers.get('etag')]).toEqual([201, '"1"']);
    const location = booked.headers.get('location');
    expect((await mentor.get(`${location}`)).body).toMatchObject({ ...first, agenda: 'First steps' });

    const meeting = `/v1/meetings/${booked.body['id']}`;
    const moved = await mentor.post(`${meeting}/move`, { startsAt: later?.startsAt, reason: 'No train' });
    expect([moved.status, moved.body['startsAt']]).toEqual([200, later?.startsAt]);
    await mentee.get(`${moved.headers.get('location')}`);
    for (const one of [mentor, mentee]) expect(await agendaOf(one)).toMatchObject([{ ...later, moved: 1 }]);

    const cancelled = await mentee.post(`${meeting}/cancel`, { reasonCode: 'illness', reason: 'No voice' });
    const read = await mentor.get(`${cancelled.headers.get('location')}`);
    expect(read.body).toMatchObject({ status: 'cancelled', version: 3, cancelled: { reason: 'No voice' } });
    const again = await mentee.post('/v1/meetings', { ...asked, startsAt: later?.startsAt });
    expect(again.status).toBe(201);

    // Two that begin at the same time are two pages too.
    await mentee.get(`${again.headers.get('location')}`);
    const page = (more = '') => mentor.get(`/v1/agenda?limit=1${more}`);
    const one = (await page()).body;
    const other = (await page(`&cursor=${one['next']}`)).body;
    const ids = [one, other].flatMap(({ items }) => items.map(({ id }: Told) => id));
    expect(ids.toSorted()).toEqual([booked.body['id'], again.body['id']].toSorted());
    expect(other['next']).toBeUndefined();
    expect((await page('&cursor=nonsense')).body).toMatchObject({ status: 400, errors: [{ path: 'cursor' }] });
  }, 30_000);

  it('shows a coordinator when and how, and no word', async () => {
    const { mentee, mentorshipId } = await pair();
    const { headers } = await eventually(async () => {
      const booked = await mentee.post('/v1/meetings', { mentorshipId, startsAt: hours(48), agenda: 'First steps' });
      expect(booked.status).toBe(201);
      return booked;
    });
    const coordinator = service.as(await issuer.token({ sub: 'c', roles: ['coordinator'] }));
    const { status, body } = await coordinator.get(headers.get('location') ?? '');
    expect([status, JSON.stringify(body).includes('First steps')]).toEqual([200, false]);
  });

  it('refuses a time that a clock skips, one that is too soon, and one outside hours', async () => {
    const { mentor, mentee, mentorshipId } = await pair();
    await mentor.put('/v1/availability', {
      zone: 'UTC',
      weekly: wholeWeek.map(({ day }) => ({ day, from: '09:00', to: '10:00' })),
    });
    const book = (startsAt: string) => mentee.post('/v1/meetings', { mentorshipId, startsAt });
    await eventually(async () => expect(word(await book(hours(1)))).toBe('notice-too-short'));
    expect(word(await book('2027-03-14T02:30[America/New_York]'))).toBe('time-does-not-exist');
    const outside = await book(`${hours(72).slice(0, 10)}T14:00:00Z`);
    expect([outside.status, word(outside)]).toEqual([422, 'outside-mentor-availability']);
    expect(outside.body['alternatives']).toHaveLength(3);
  });
});

describe('fifty who ask at once for one time', () => {
  it('leave one winner each round, and forty-nine who hear of free times', async () => {
    const mentor = await person();
    const mentees = await Promise.all(Array.from({ length: 3 }, () => person()));
    const told = await Promise.all(mentees.map((mentee) => mentorshipOf(mentor, mentee)));
    for (const [index, { mentorshipId }] of told.entries()) {
      const slots = `/v1/mentorships/${mentorshipId}/slots`;
      await eventually(async () =>
        expect((await mentees[index]?.get(slots))?.body['items']?.length).toBeGreaterThan(0),
      );
    }
    for (let round = 0; round < 5; round += 1) {
      const startsAt = hours(48 + round * 26);
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) => {
          const asker = index % 4 === 3 ? mentor : (mentees[index % 3] ?? mentor);
          return asker.post('/v1/meetings', { mentorshipId: told[index % 3]?.mentorshipId, startsAt });
        }),
      );
      const tally = Map.groupBy(answers, (answer) => `${answer.status} ${answer.status === 201 ? '' : word(answer)}`);
      // Somebody else's mentorship is nothing that a mentee may see.
      const strangers = tally.get('404 not-found')?.length ?? 0;
      expect(tally.get('201 ')).toHaveLength(1);
      expect(tally.get('409 time-taken')).toHaveLength(49 - strangers);
      for (const { body } of tally.get('409 time-taken') ?? []) {
        expect(body['alternatives']).toHaveLength(3);
        for (const { startsAt: free } of body['alternatives']) {
          expect(Math.abs(Date.parse(free) - Date.parse(startsAt))).toBeGreaterThanOrEqual(70 * 60_000);
        }
      }
    }
    await eventually(async () => expect(await agendaOf(mentor)).toHaveLength(5));
  }, 120_000);

  it('never overlap for anybody, wherever their times lie, and never pass the daily cap', async () => {
    const mentor = await person();
    const mentees = await Promise.all(Array.from({ length: 3 }, () => person()));
    const told = await Promise.all(mentees.map((mentee) => mentorshipOf(mentor, mentee)));
    await eventually(async () => {
      for (const { mentorshipId } of told)
        expect((await mentor.get(`/v1/mentorships/${mentorshipId}/slots`)).status).toBe(200);
    });
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => {
        const startsAt = hours(48, ((index * 37) % 96) * 15);
        return mentor.post('/v1/meetings', { mentorshipId: told[index % 3]?.mentorshipId, startsAt, minutes: 30 });
      }),
    );
    const booked = answers.filter(({ status }) => status === 201);
    expect(booked.length + answers.filter(({ status }) => status === 409).length).toBe(60);
    const agenda = await eventually(async () => {
      const items = await agendaOf(mentor);
      expect(items).toHaveLength(booked.length);
      return items;
    });
    expectApart(agenda);
    const dayOf = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Berlin', dateStyle: 'short' });
    for (const [, meetings] of Map.groupBy(agenda, ({ startsAt }) => dayOf.format(new Date(startsAt)))) {
      expect(meetings.length).toBeLessThanOrEqual(2);
    }
  }, 60_000);
});

describe('one move against another booking', () => {
  it('gives the time to one of them, and the loser keeps what it had', async () => {
    const { mentor, mentee, mentorshipId } = await pair();
    const first = await eventually(async () => {
      const booked = await mentee.post('/v1/meetings', { mentorshipId, startsAt: hours(50) });
      expect(booked.status).toBe(201);
      return booked;
    });
    const wanted = hours(80);
    const [moved, booked] = await Promise.all([
      mentor.post(`/v1/meetings/${first.body['id']}/move`, { startsAt: wanted, reason: 'No train' }),
      mentee.post('/v1/meetings', { mentorshipId, startsAt: wanted }),
    ]);
    expect([moved.status, booked.status].toSorted()).toEqual(expect.arrayContaining([409]));
    await eventually(async () => {
      const agenda = await agendaOf(mentor);
      expect(agenda.filter(({ startsAt }) => startsAt === wanted)).toHaveLength(1);
      expect(agenda).toHaveLength(moved.status === 200 ? 1 : 2);
    });
  });
});

describe('the end of a mentorship', () => {
  it('cancels its meetings, tells why, and gives the time back', async () => {
    const { mentor, mentee, mentorshipId, stream, ended } = await pair();
    const ids: string[] = [];
    for (const ahead of [48, 80]) {
      const booked = await eventually(async () => {
        const answer = await mentee.post('/v1/meetings', { mentorshipId, startsAt: hours(ahead) });
        expect(answer.status).toBe(201);
        return answer;
      });
      ids.push(String(booked.body['id']));
    }
    await service.say('matching', stream, [ended]);
    await eventually(async () => {
      for (const id of ids) {
        const { body } = await mentor.get(`/v1/meetings/${id}`);
        expect(body).toMatchObject({
          status: 'cancelled',
          cancelled: { by: 'program', reasonCode: 'mentorship-ended' },
        });
      }
    }, 20_000);
    const refused = await mentee.post('/v1/meetings', { mentorshipId, startsAt: hours(48) });
    expect([refused.status, word(refused)]).toEqual([409, 'mentorship-not-active']);
    const next = await mentorshipOf(mentor, mentee);
    await eventually(async () =>
      expect((await mentee.post('/v1/meetings', { mentorshipId: next.mentorshipId, startsAt: hours(48) })).status).toBe(
        201,
      ),
    );
  }, 60_000);
});

describe('a calendar feed', () => {
  it('follows the meetings until it is revoked', async () => {
    const { mentor, mentee, mentorshipId } = await pair();
    const booked = await eventually(async () => {
      const answer = await mentee.post('/v1/meetings', { mentorshipId, startsAt: hours(48), agenda: 'First steps' });
      expect(answer.status).toBe(201);
      return answer;
    });
    const issued = await mentor.post('/v1/feeds');
    expect(issued.body['url']).toMatch(/^https:\/\/mentoring\.example\/v1\/feeds\/acme\.[\w-]{22}\.ics$/);
    const address = `${service.url}${new URL(issued.body['url']).pathname}`;
    const feed = async (headers: Record<string, string> = {}) => {
      const answer = await fetch(address, { headers });
      return { status: answer.status, etag: answer.headers.get('etag') ?? '', text: await answer.text() };
    };
    const first = await eventually(async () => {
      const answer = await feed();
      expect(answer.text).toContain(`UID:${booked.body['id']}@telemachy`);
      return answer;
    });
    expect(first.text).not.toContain('First steps');
    expect(await feed({ 'if-none-match': first.etag })).toMatchObject({ status: 304, text: '' });
    await mentor.post(`/v1/meetings/${booked.body['id']}/move`, { startsAt: hours(80), reason: 'No train' });
    await eventually(async () => expect((await feed()).text).toContain('SEQUENCE:1'));
    await mentor.post(`/v1/meetings/${booked.body['id']}/cancel`, { reasonCode: 'other', reason: 'x' });
    await eventually(async () => expect((await feed()).text).toContain('STATUS:CANCELLED'));
    expect((await mentor.post(`/v1/feeds/${issued.body['id']}/revoke`)).status).toBe(200);
    expect((await feed()).status).toBe(404);
    expect((await fetch(`${service.url}/v1/feeds/acme.${'a'.repeat(22)}.ics`)).status).toBe(404);
  }, 30_000);
});

describe('another organization, a stranger, or nobody', () => {
  it('meets nothing of a meeting, a mentorship or a feed', async () => {
    const { mentor, mentee, mentorshipId } = await pair();
    const booked = await eventually(async () => {
      const answer = await mentee.post('/v1/meetings', { mentorshipId, startsAt: hours(48) });
      expect(answer.status).toBe(201);
      return answer;
    });
    const { body: issued } = await mentor.post('/v1/feeds');
    const stranger = await person();
    const foreign = service.as(await issuer.token({ org: 'other', email: 'x@example.org', roles: ['coordinator'] }));
    const meeting = `/v1/meetings/${booked.body['id']}`;
    for (const client of [stranger, foreign]) {
      const answers = await Promise.all([
        client.get(meeting),
        client.get(`/v1/mentorships/${mentorshipId}/slots`),
        client.post('/v1/meetings', { mentorshipId, startsAt: hours(70) }),
        client.post(`${meeting}/move`, { startsAt: hours(70), reason: 'x' }),
        client.post(`${meeting}/cancel`, { reasonCode: 'other', reason: 'x' }),
        client.post(`/v1/feeds/${issued['id']}/revoke`),
      ]);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    }
    expect((await service.as().get(meeting)).status).toBe(401);
    expect((await service.as(await issuer.forged({ email: 'x@example.org' })).get(meeting)).status).toBe(401);
    expect((await service.as(await issuer.token({ expiresIn: -120 })).get(meeting)).status).toBe(401);
  }, 30_000);
});

describe('the service', () => {
  it('keeps the ledger over a restart: what was taken is taken', async () => {
    const { mentee, mentorshipId } = await pair();
    await eventually(async () =>
      expect((await mentee.post('/v1/meetings', { mentorshipId, startsAt: hours(48) })).status).toBe(201),
    );
    await service.restart();
    const again = await eventually(async () => {
      const answer = await mentee.post('/v1/meetings', { mentorshipId, startsAt: hours(48) });
      expect(answer.status).toBe(409);
      return answer;
    }, 30_000);
    expect(word(again)).toBe('time-taken');
  }, 60_000);
});
