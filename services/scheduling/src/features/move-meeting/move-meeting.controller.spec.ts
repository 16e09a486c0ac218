import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schedulingInMemory } from '../../testing/in-memory.ts';
import { acting, hours, noon, word } from '../../testing/people.ts';

let service: Awaited<ReturnType<typeof schedulingInMemory>>;
beforeAll(async () => {
  service = await schedulingInMemory();
});
afterAll(() => service.close());
const book: ReturnType<typeof acting>['book'] = (...said) => acting(service).book(...said);
const pair: ReturnType<typeof acting>['pair'] = (...said) => acting(service).pair(...said);

describe('a booked meeting', () => {
  const booked = async () => {
    const people = await pair();
    const startsAt = hours(48);
    const { body } = await book(people.mentee, { mentorshipId: people.mentorshipId, startsAt, agenda: 'First steps' });
    return { ...people, startsAt, url: `/v1/meetings/${body['id']}` };
  };

  it('moves, even into its own time, and gives the old time back', async () => {
    const { mentor, mentee, mentorshipId, url, startsAt } = await booked();
    const move = (to: string) =>
      service.request(mentor, 'POST', `${url}/move`, { body: { startsAt: to, reason: 'No train' } });
    expect(await move(hours(48, 30))).toMatchObject({ status: 200, body: { startsAt: hours(48, 30), version: 2 } });
    expect((await move(hours(60))).status).toBe(200);
    expect((await move(hours(60))).body).toMatchObject({ version: 3 });
    expect((await book(mentee, { mentorshipId, startsAt })).status).toBe(201);
    const refused = await move(startsAt);
    expect([refused.status, word(refused)]).toEqual([409, 'time-taken']);
  });

  it('is cancelled once, with a reason, and gives its time back', async () => {
    const { mentor, mentee, mentorshipId, url, startsAt } = await booked();
    const cancel = (body: object) => service.request(mentor, 'POST', `${url}/cancel`, { body });
    expect(await cancel({ reasonCode: 'illness' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'reason' }] },
    });
    expect(await cancel({ reasonCode: 'mentorship-ended', reason: 'x' })).toMatchObject({ status: 400 });
    expect(await cancel({ reasonCode: 'illness', reason: 'No voice' })).toMatchObject({
      status: 200,
      body: { status: 'cancelled', version: 2 },
    });
    expect(await cancel({ reasonCode: 'other', reason: 'Again' })).toMatchObject({ status: 200, body: { version: 2 } });
    expect((await book(mentee, { mentorshipId, startsAt })).status).toBe(201);
    const moved = await service.request(mentee, 'POST', `${url}/move`, { body: { startsAt: hours(70), reason: 'x' } });
    expect([moved.status, word(moved)]).toEqual([409, 'meeting-cancelled']);
  });

  it('holds the time that its facts say, however often it moves, and none once it is cancelled', async () => {
    const before = (await service.claims()).claims;
    const { mentor, url } = await booked();
    const move = { startsAt: noon(3), reason: 'No train' };
    await service.request(mentor, 'POST', `${url}/move`, { body: move });
    expect(await service.claims()).toMatchObject({ equal: true, claims: before + 2 });
    await service.request(mentor, 'POST', `${url}/cancel`, { body: { reasonCode: 'illness', reason: 'No voice' } });
    expect(await service.claims()).toMatchObject({ equal: true, claims: before });
  });

  const changes = {
    move: [
      { startsAt: hours(60), reason: 'No train' },
      { startsAt: hours(70), reason: 'No train' },
    ],
    cancel: [
      { reasonCode: 'illness', reason: 'No voice' },
      { reasonCode: 'other', reason: 'No voice' },
    ],
  } as const;

  it.each(['move', 'cancel'] as const)('does one %s under one Idempotency-Key, and refuses another', async (change) => {
    const { mentor, url } = await booked();
    const headers = { 'idempotency-key': `k-${change}` };
    const [body, other] = changes[change];
    const first = await service.request(mentor, 'POST', `${url}/${change}`, { body, headers });
    const again = await service.request(mentor, 'POST', `${url}/${change}`, { body, headers });
    expect([first.status, again.status, again.body]).toEqual([200, 200, first.body]);
    expect(again.headers['etag']).toBe('"2"');
    const reused = await service.request(mentor, 'POST', `${url}/${change}`, { body: other, headers });
    expect([reused.status, word(reused)]).toEqual([422, 'command-reused']);
    expect((await service.request(mentor, 'GET', url)).body).toMatchObject({ version: 2 });
  });

  it.each(['move', 'cancel'] as const)(
    'refuses a %s on a version that is no more, and stays as it is',
    async (change) => {
      const { mentor, mentee, url } = await booked();
      const on = (version: string, asker: typeof mentor, body: object) =>
        service.request(asker, 'POST', `${url}/${change}`, { body, headers: { 'if-match': version } });
      await service.request(mentee, 'POST', `${url}/move`, { body: { startsAt: hours(65), reason: 'No train' } });
      const [body] = changes[change];
      const stale = await on('"1"', mentor, body);
      expect([stale.status, word(stale), stale.headers['etag']]).toEqual([412, 'stale', '"2"']);
      expect((await service.request(mentor, 'GET', url)).body).toMatchObject({ version: 2, startsAt: hours(65) });
      expect((await on('"1"', (await pair()).mentor, body)).status).toBe(404);
      expect(await on('"2"', mentor, body)).toMatchObject({ status: 200, body: { version: 3 } });
    },
  );

  it('is seen whole by its two, in outline by those who run programs, and not at all by others', async () => {
    const { mentor, url } = await booked();
    expect((await service.request(mentor, 'GET', url)).body['agenda']).toBe('First steps');
    for (const role of ['coordinator', 'org-admin', 'analyst'] as const) {
      const outline = (await service.request({ roles: [role] }, 'GET', url)).body;
      expect(outline).toMatchObject({ status: 'booked', medium: 'video' });
      expect(JSON.stringify(outline)).not.toContain('First steps');
    }
    expect((await service.request({ roles: ['auditor'] }, 'GET', url)).status).toBe(404);
    const stranger = await pair();
    expect((await service.request(stranger.mentor, 'GET', url)).status).toBe(404);
    expect((await service.request({ roles: ['coordinator'], tenant: 'other' }, 'GET', url)).status).toBe(404);
    expect(
      (
        await service.request({ ...mentor, tenant: 'other' }, 'POST', `${url}/cancel`, {
          body: { reasonCode: 'other', reason: 'x' },
        })
      ).status,
    ).toBe(404);
    expect(
      (await service.request(stranger.mentor, 'POST', `${url}/move`, { body: { startsAt: hours(70), reason: 'x' } }))
        .status,
    ).toBe(404);
  });

  it('stands in the agenda of both, by time, on their own clock', async () => {
    const { mentor, mentee, mentorId, menteeId, mentorshipId } = await booked();
    await book(mentor, { mentorshipId, startsAt: hours(30) });
    const { body } = await service.request(mentee, 'GET', '/v1/agenda');
    expect(body['items']).toMatchObject([
      { startsAt: hours(30), role: 'mentee', withId: mentorId },
      { startsAt: hours(48), role: 'mentee', withId: mentorId, agenda: 'First steps' },
    ]);
    expect(body['items'][0].local).toMatch(/\[Europe\/Berlin\]$/);
    const until = `/v1/agenda?from=${hours(0)}&to=${hours(40)}`;
    expect((await service.request(mentor, 'GET', until)).body['items']).toMatchObject([
      { role: 'mentor', withId: menteeId },
    ]);
    const page = async (more = '') => (await service.request(mentee, 'GET', `/v1/agenda?limit=1${more}`)).body;
    const { next, items } = await page();
    expect([items, (await page(`&cursor=${next}`))['items']]).toMatchObject([
      [{ startsAt: hours(30) }],
      [{ startsAt: hours(48) }],
    ]);
    expect((await service.request((await pair()).mentor, 'GET', '/v1/agenda')).body['items']).toEqual([]);
  });
});
