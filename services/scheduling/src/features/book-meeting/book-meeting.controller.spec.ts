import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schedulingInMemory } from '../../testing/in-memory.ts';
import { acting, hours, wholeWeek, word } from '../../testing/people.ts';
import { toldMentorship } from '../../testing/told-by-matching.ts';

let service: Awaited<ReturnType<typeof schedulingInMemory>>;
beforeAll(async () => {
  service = await schedulingInMemory();
});
afterAll(() => service.close());
const availability: ReturnType<typeof acting>['availability'] = (...said) => acting(service).availability(...said);
const book: ReturnType<typeof acting>['book'] = (...said) => acting(service).book(...said);
const pair: ReturnType<typeof acting>['pair'] = (...said) => acting(service).pair(...said);

describe('booking', () => {
  it('takes 24 hours and one minute ahead, and answers where the meeting is', async () => {
    const { mentee, mentorId, menteeId, mentorshipId } = await pair();
    const startsAt = hours(24, 1, Math.floor(Date.now() / 60_000) * 60_000);
    const booked = await book(mentee, { mentorshipId, startsAt, minutes: 45, medium: 'phone', agenda: 'First steps' });
    expect(booked).toMatchObject({
      status: 201,
      body: { mentorshipId, mentorId, menteeId, status: 'booked', startsAt, version: 1 },
      headers: { etag: '"1"' },
    });
    expect(booked.headers['location']).toContain(`/v1/meetings/${booked.body['id']}?atLeast=`);
    const { body } = await service.request(mentee, 'GET', `/v1/meetings/${booked.body['id']}`);
    expect(body).toMatchObject({
      status: 'booked',
      startsAt,
      medium: 'phone',
      agenda: 'First steps',
      bookedBy: menteeId,
    });
  });

  it('is done once for one Idempotency-Key, and refuses the key with another body', async () => {
    const { mentee, mentorshipId } = await pair();
    const startsAt = hours(30);
    const [first, again] = [
      await book(mentee, { mentorshipId, startsAt }, 'one'),
      await book(mentee, { mentorshipId, startsAt }, 'one'),
    ];
    expect(again.body).toEqual(first.body);
    const other = await book(mentee, { mentorshipId, startsAt: hours(40) }, 'one');
    expect([other.status, word(other)]).toEqual([422, 'command-reused']);
  });

  it.each([
    ['too soon', () => hours(23, 59), 422, 'notice-too-short'],
    ['in the past', () => hours(-1), 422, 'time-in-the-past'],
    ['too far ahead', () => hours(24 * 61), 422, 'beyond-the-horizon'],
    ['off the minute', () => hours(30).replace(':00Z', ':30Z'), 422, 'time-not-on-the-minute'],
    ['in the hour that a clock skips', () => '2027-03-14T02:30[America/New_York]', 422, 'time-does-not-exist'],
    ['in the hour that a clock shows twice', () => '2026-11-01T01:30[America/New_York]', 422, 'time-comes-twice'],
    [
      'at an offset that the zone does not have',
      () => '2027-07-01T09:00+01:00[Europe/Berlin]',
      422,
      'offset-does-not-fit-zone',
    ],
    ['at no time at all', () => 'tomorrow', 400, 'invalid-request'],
  ])('is refused %s', async (_, startsAt, status, expected) => {
    const { mentee, mentorshipId } = await pair();
    const refused = await book(mentee, { mentorshipId, startsAt: startsAt() });
    expect([refused.status, word(refused)]).toEqual([status, expected]);
    expect(refused.body['errors']).toMatchObject([{ in: 'body', path: 'startsAt' }]);
  });

  it('names the times around one that a clock skips', async () => {
    const { mentee, mentorshipId } = await pair();
    const { body } = await book(mentee, { mentorshipId, startsAt: '2027-03-14T02:30[America/New_York]' });
    expect(body['nearest']).toEqual([
      '2027-03-14T01:30-05:00[America/New_York]',
      '2027-03-14T03:30-04:00[America/New_York]',
    ]);
  });

  it('is refused outside the hours of either, with times that are inside', async () => {
    const { mentee, mentorshipId } = await pair();
    await availability(mentee, {
      zone: 'Europe/Berlin',
      weekly: wholeWeek.map(({ day }) => ({ day, from: '09:00', to: '10:00' })),
    });
    const refused = await book(mentee, {
      mentorshipId,
      startsAt: '2026-12-02T12:00[Europe/Berlin]'.replace('2026-12-02', hours(72).slice(0, 10)),
    });
    expect([refused.status, word(refused)]).toEqual([422, 'outside-mentee-availability']);
    expect(refused.body['alternatives']).toHaveLength(3);
    const again = await book(mentee, { mentorshipId, startsAt: refused.body['alternatives'][0].startsAt });
    expect(again.status).toBe(201);
  });

  it('is refused while the mentorship is not active, and after it ended', async () => {
    const told = toldMentorship();
    await service.tell('acme', told.stream, [told.proposed, told.activated, told.ended]);
    const refused = await book({ person: told.menteeId }, { mentorshipId: told.mentorshipId, startsAt: hours(30) });
    expect([refused.status, word(refused)]).toEqual([409, 'mentorship-not-active']);
  });

  it('is refused to strangers and to other organizations, as if there were no such mentorship', async () => {
    const { mentorshipId, mentee } = await pair();
    const stranger = await pair();
    const body = { mentorshipId, startsAt: hours(30) };
    expect((await book(stranger.mentee, body)).status).toBe(404);
    expect((await book({ ...mentee, tenant: 'other' }, body)).status).toBe(404);
  });
});

describe('a time that is taken', () => {
  it('is refused to the mentor’s other mentee, with three times that are free', async () => {
    const one = await pair();
    const two = await pair({ mentorId: one.mentorId });
    const startsAt = hours(48);
    expect((await book(one.mentee, { mentorshipId: one.mentorshipId, startsAt })).status).toBe(201);
    const refused = await book(two.mentee, { mentorshipId: two.mentorshipId, startsAt: hours(48, 65) });
    expect([refused.status, word(refused)]).toEqual([409, 'time-taken']);
    expect(refused.body['alternatives']).toHaveLength(3);
    for (const { startsAt: free } of refused.body['alternatives'])
      expect(Math.abs(Date.parse(free) - Date.parse(startsAt))).toBeGreaterThanOrEqual(70 * 60_000);
    const [{ startsAt: free }] = refused.body['alternatives'];
    expect((await book(two.mentee, { mentorshipId: two.mentorshipId, startsAt: free })).status).toBe(201);
  });

  it('is refused to the mentee’s other mentor', async () => {
    const one = await pair();
    const two = await pair({ menteeId: one.menteeId });
    const startsAt = hours(48);
    expect((await book(one.mentor, { mentorshipId: one.mentorshipId, startsAt })).status).toBe(201);
    const refused = await book(two.mentor, { mentorshipId: two.mentorshipId, startsAt });
    expect([refused.status, word(refused)]).toEqual([409, 'time-taken']);
  });

  it('is free again ten minutes after the other meeting ends', async () => {
    const one = await pair();
    expect((await book(one.mentee, { mentorshipId: one.mentorshipId, startsAt: hours(48), minutes: 30 })).status).toBe(
      201,
    );
    expect(
      (await book(one.mentor, { mentorshipId: one.mentorshipId, startsAt: hours(48, 39), minutes: 30 })).status,
    ).toBe(409);
    expect(
      (await book(one.mentor, { mentorshipId: one.mentorshipId, startsAt: hours(48, 40), minutes: 30 })).status,
    ).toBe(201);
  });

  it('has one winner among fifty who ask at once', async () => {
    const { mentor, mentee, mentorshipId } = await pair();
    const startsAt = hours(50);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => book(index % 2 ? mentor : mentee, { mentorshipId, startsAt })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter((answer) => answer.status === 409 && word(answer) === 'time-taken');
    expect(refused).toHaveLength(49);
    for (const { body } of refused) expect(body['alternatives']).toHaveLength(3);
  });

  it('is any time of a day on which the mentor has two meetings', async () => {
    const { mentee, mentorshipId } = await pair();
    const date = hours(72).slice(0, 10);
    const at = (time: string) => `${date}T${time}[Europe/Berlin]`;
    for (const time of ['09:00', '11:00'])
      expect((await book(mentee, { mentorshipId, startsAt: at(time) })).status).toBe(201);
    const refused = await book(mentee, { mentorshipId, startsAt: at('15:00') });
    expect([refused.status, word(refused)]).toEqual([409, 'mentor-day-full']);
    for (const { local } of refused.body['alternatives']) expect(local.mentor.slice(0, 10)).not.toBe(date);
  });
});
