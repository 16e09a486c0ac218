import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schedulingInMemory } from '../../testing/in-memory.ts';
import { acting, word } from '../../testing/people.ts';

let service: Awaited<ReturnType<typeof schedulingInMemory>>;
beforeAll(async () => {
  service = await schedulingInMemory();
});
afterAll(() => service.close());
const availability: ReturnType<typeof acting>['availability'] = (...said) => acting(service).availability(...said);
const pair: ReturnType<typeof acting>['pair'] = (...said) => acting(service).pair(...said);

describe('availability', () => {
  it('is one’s own: said, read back, changed for a date', async () => {
    const { mentor } = await pair();
    const set = await availability(mentor, { zone: 'Asia/Kolkata', weekly: [{ day: 1, from: '09:00', to: '12:00' }] });
    expect(set).toMatchObject({ status: 200, body: { zone: 'Asia/Kolkata', version: 2 }, headers: { etag: '"2"' } });
    expect(set.headers['location']).toMatch(/^\/v1\/availability\?atLeast=/);
    const override = '/v1/availability/overrides/2026-12-24';
    expect(await service.request(mentor, 'PUT', override, { body: { windows: [] } })).toMatchObject({ status: 200 });
    expect((await service.request(mentor, 'GET', '/v1/availability')).body).toEqual({
      zone: 'Asia/Kolkata',
      weekly: [{ from: '09:00', to: '12:00', day: 1 }],
      overrides: { '2026-12-24': [] },
      version: 3,
    });
    await service.request(mentor, 'DELETE', override);
    expect((await service.request(mentor, 'GET', '/v1/availability')).body['overrides']).toEqual({});
  });

  it.each([
    ['an unknown zone', { zone: 'Mars/Olympus', weekly: [] }, 'zone'],
    ['an offset instead of a place', { zone: '+01:00', weekly: [] }, 'zone'],
    [
      'a window that ends before it starts',
      { zone: 'UTC', weekly: [{ day: 1, from: '10:00', to: '09:00' }] },
      'weekly.0.to',
    ],
    [
      'windows that overlap',
      {
        zone: 'UTC',
        weekly: [
          { day: 2, from: '10:00', to: '12:00' },
          { day: 2, from: '11:00', to: '13:00' },
        ],
      },
      'weekly.1.from',
    ],
    ['a time that no clock shows', { zone: 'UTC', weekly: [{ day: 1, from: '09:60', to: '10:00' }] }, 'weekly.0.from'],
    [
      'a window that begins when the day is over',
      { zone: 'UTC', weekly: [{ day: 1, from: '24:00', to: '09:00' }] },
      'weekly.0.from',
    ],
    ['an eighth day', { zone: 'UTC', weekly: [{ day: 8, from: '09:00', to: '10:00' }] }, 'weekly.0.day'],
    ['an unknown key', { zone: 'UTC', weekly: [], colour: 'red' }, 'colour'],
    ['a missing field', { zone: 'UTC' }, 'weekly'],
  ])('refuses %s and names the field', async (_, body, path) => {
    const { mentor } = await pair();
    const refused = await availability(mentor, body);
    expect([refused.status, word(refused)]).toEqual([400, 'invalid-request']);
    expect(refused.body['errors'][0]).toMatchObject({ in: 'body', path });
  });

  it('refuses an If-Match that is stale', async () => {
    const { mentor } = await pair();
    const body = { zone: 'UTC', weekly: [] };
    const stale = await service.request(mentor, 'PUT', '/v1/availability', { body, headers: { 'if-match': '"7"' } });
    expect([stale.status, word(stale), stale.headers['etag']]).toEqual([412, 'stale', '"1"']);
  });

  it('is for people of the organization alone', async () => {
    const refused = await availability({ roles: ['coordinator'] }, { zone: 'UTC', weekly: [] });
    expect([refused.status, word(refused)]).toEqual([403, 'not-a-person']);
  });
});
