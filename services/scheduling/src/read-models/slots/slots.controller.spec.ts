import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schedulingInMemory } from '../../testing/in-memory.ts';
import { acting, wholeWeek, word } from '../../testing/people.ts';
import { toldMentorship } from '../../testing/told-by-matching.ts';

let service: Awaited<ReturnType<typeof schedulingInMemory>>;
beforeAll(async () => {
  service = await schedulingInMemory();
});
afterAll(() => service.close());
const availability: ReturnType<typeof acting>['availability'] = (...said) => acting(service).availability(...said);
const pair: ReturnType<typeof acting>['pair'] = (...said) => acting(service).pair(...said);

describe('slots', () => {
  it('come with both wall clocks, in pages', async () => {
    const { mentor, mentee, mentorshipId } = await pair();
    await availability(mentee, { zone: 'Asia/Kathmandu', weekly: wholeWeek });
    const url = `/v1/mentorships/${mentorshipId}/slots?minutes=30&limit=2`;
    const first = (await service.request(mentor, 'GET', url)).body;
    expect(first['items']).toHaveLength(2);
    expect(first['items'][0].local.mentor).toMatch(/T\d\d:[03]0\+0\d:00\[Europe\/Berlin\]$/);
    expect(first['items'][0].local.mentee).toMatch(/\+05:45\[Asia\/Kathmandu\]$/);
    const second = (await service.request(mentee, 'GET', `${url}&cursor=${first['next']}`)).body;
    expect(second['items'][0].startsAt).toBe(first['next']);
    expect(second['items'][0].startsAt > first['items'][1].startsAt).toBe(true);
  });

  it('say why there is none, and what would open one', async () => {
    const { mentor, mentee, mentorshipId } = await pair();
    await availability(mentee, {
      zone: 'Europe/Berlin',
      weekly: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '09:00', to: '09:30' })),
    });
    const { body } = await service.request(mentor, 'GET', `/v1/mentorships/${mentorshipId}/slots`);
    expect(body).toMatchObject({
      items: [],
      why: { code: 'no-hours-in-common', smallestChange: { kind: 'shorter', minutes: 30 } },
    });
  });

  it('say who has not told their hours', async () => {
    const told = toldMentorship();
    await service.tell('acme', told.stream, [told.proposed, told.activated]);
    const url = `/v1/mentorships/${told.mentorshipId}/slots`;
    expect((await service.request({ person: told.menteeId }, 'GET', url)).body).toMatchObject({
      items: [],
      why: { code: 'availability-not-set', smallestChange: { kind: 'set-availability', who: 'both' } },
    });
  });

  it.each(['proposed', 'declined', 'ended'] as const)('are not offered where the mentorship is %s', async (status) => {
    const told = toldMentorship();
    const before = { proposed: [], declined: [told.proposed], ended: [told.proposed, told.activated] };
    await service.tell('acme', told.stream, [...before[status], told[status]]);
    const refused = await service.request(
      { person: told.menteeId },
      'GET',
      `/v1/mentorships/${told.mentorshipId}/slots`,
    );
    expect([refused.status, word(refused)]).toEqual([409, 'mentorship-not-active']);
  });

  it('refuse a range that ends before it begins', async () => {
    const { mentor, mentorshipId } = await pair();
    const url = `/v1/mentorships/${mentorshipId}/slots?from=2026-12-02&to=2026-12-01`;
    const refused = await service.request(mentor, 'GET', url);
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ in: 'query', path: 'to' }] } });
  });

  it.each(['from', 'to'])('say what %s looks like', async (end) => {
    const { mentor, mentorshipId } = await pair();
    const refused = await service.request(mentor, 'GET', `/v1/mentorships/${mentorshipId}/slots?${end}=tomorrow`);
    const message = 'expected a date such as 2027-03-31, or an instant such as 2027-03-31T09:30:00Z';
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ in: 'query', path: end, message }] } });
  });

  it('are nobody else’s business', async () => {
    const { mentorshipId } = await pair();
    const stranger = await pair();
    const url = `/v1/mentorships/${mentorshipId}/slots`;
    expect((await service.request(stranger.mentor, 'GET', url)).status).toBe(404);
    expect((await service.request({ roles: ['coordinator'] }, 'GET', url)).status).toBe(404);
  });
});
