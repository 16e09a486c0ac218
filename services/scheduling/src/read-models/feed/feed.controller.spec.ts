import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schedulingInMemory, type Asker } from '../../testing/in-memory.ts';
import { acting, hours } from '../../testing/people.ts';

let service: Awaited<ReturnType<typeof schedulingInMemory>>;
beforeAll(async () => {
  service = await schedulingInMemory();
});
afterAll(() => service.close());
const book: ReturnType<typeof acting>['book'] = (...said) => acting(service).book(...said);
const pair: ReturnType<typeof acting>['pair'] = (...said) => acting(service).pair(...said);

describe('a calendar feed', () => {
  const issue = async () => {
    const people = await pair();
    const { body } = await book(people.mentor, {
      mentorshipId: people.mentorshipId,
      startsAt: hours(48),
      agenda: 'First steps',
    });
    const feed = await service.request(people.mentee, 'POST', '/v1/feeds', { headers: { 'idempotency-key': 'feed' } });
    const path = new URL(feed.body['url']).pathname;
    const fetch = (headers = {}) => service.request({}, 'GET', path, { headers: { authorization: '', ...headers } });
    return { ...people, feed, fetch, meetingId: body['id'] };
  };

  it('opens to whoever has its address, without a token and without a private word', async () => {
    const { feed, fetch, meetingId } = await issue();
    expect(feed).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } });
    expect(feed.headers).not.toHaveProperty('location');
    const calendar = await fetch();
    expect(calendar.status).toBe(200);
    expect(calendar.headers['content-type']).toBe('text/calendar; charset=utf-8');
    expect(calendar.text).toContain(`UID:${meetingId}@telemachy`);
    expect(calendar.text).toContain('SUMMARY:Mentoring with your mentor\\, meeting 1\\, by video');
    expect(calendar.text).not.toContain('First steps');
  });

  it('needs nothing in the body, and takes nothing else', async () => {
    const { mentee } = await pair();
    expect((await service.request(mentee, 'POST', '/v1/feeds', { body: {} })).status).toBe(201);
    const refused = await service.request(mentee, 'POST', '/v1/feeds', { body: { colour: 'red' } });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ in: 'body', path: 'colour' }] } });
  });

  it('answers 304 until something changes', async () => {
    const { fetch, mentor, meetingId } = await issue();
    const etag = String((await fetch()).headers['etag']);
    expect((await fetch()).headers['etag']).toBe(etag);
    expect(await fetch({ 'if-none-match': `W/${etag}` })).toMatchObject({ status: 304, text: '' });
    await service.request(mentor, 'POST', `/v1/meetings/${meetingId}/move`, {
      body: { startsAt: hours(60), reason: 'x' },
    });
    const changed = await fetch({ 'if-none-match': etag });
    expect([changed.status, changed.text.includes('SEQUENCE:1')]).toEqual([200, true]);
  });

  it('shows its secret once and keeps none', async () => {
    const { feed, mentee } = await issue();
    const again = await service.request(mentee, 'POST', '/v1/feeds', { headers: { 'idempotency-key': 'feed' } });
    expect(again).toMatchObject({ status: 201, body: { id: feed.body['id'] } });
    expect(again.body['url']).toBeUndefined();
    const secret = String(feed.body['url']).split('/').at(-1)?.replace('.ics', '') ?? '';
    expect(JSON.stringify(await service.facts())).not.toContain(secret);
  });

  it('is gone once revoked by its owner, and never was for a wrong secret', async () => {
    const { feed, fetch, mentee, mentor } = await issue();
    const revoke = (asker: Asker) => service.request(asker, 'POST', `/v1/feeds/${feed.body['id']}/revoke`);
    expect((await revoke(mentor)).status).toBe(404);
    expect((await revoke({ ...mentee, tenant: 'other' })).status).toBe(404);
    expect((await fetch()).status).toBe(200);
    const revoked = await revoke(mentee);
    expect([revoked.status, revoked.headers]).toEqual([
      200,
      expect.not.objectContaining({ location: expect.anything() }),
    ]);
    expect((await revoke(mentee)).status).toBe(200);
    expect((await fetch()).status).toBe(404);
    expect((await service.request({}, 'GET', '/v1/feeds/acme.aaaaaaaaaaaaaaaaaaaaaa.ics')).status).toBe(404);
    expect((await service.request({}, 'GET', '/v1/feeds/nonsense.ics')).status).toBe(404);
  });
});
