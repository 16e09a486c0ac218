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

  it('keeps a zone in the letters of its name, and the name that was said', async () => {
    const { mentor } = await pair();
    for (const [said, kept] of [
      ['europe/berlin', 'Europe/Berlin'],
      ['ASIA/KOLKATA', 'Asia/Kolkata'],
    ]) {
      expect((await availability(mentor, { zone: said, weekly: [] })).body).toMatchObject({ zone: kept });
      expect((await service.request(mentor, 'GET', '/v1/availability')).body).toMatchObject({ zone: kept });
    }
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

  it('says what a time of day looks like', async () => {
    const { mentor } = await pair();
    const { body } = await availability(mentor, { zone: 'UTC', weekly: [{ day: 1, from: '9:30', to: '10:00' }] });
    expect(body['errors']).toEqual([
      { in: 'body', path: 'weekly.0.from', message: 'expected a time of day such as 09:30, from 00:00 to 24:00' },
    ]);
  });

  it('refuses an If-Match that is stale', async () => {
    const { mentor } = await pair();
    const body = { zone: 'UTC', weekly: [] };
    const stale = await service.request(mentor, 'PUT', '/v1/availability', { body, headers: { 'if-match': '"7"' } });
    expect([stale.status, word(stale), stale.headers['etag']]).toEqual([412, 'stale', '"1"']);
  });

  it('is changed once under one Idempotency-Key, and refuses another change', async () => {
    const { mentor } = await pair();
    const windows = [{ from: '09:00', to: '10:00' }];
    const changes = [
      ['PUT', '/v1/availability', { zone: 'UTC', weekly: [] }, { zone: 'Europe/Berlin', weekly: [] }],
      ['PUT', '/v1/availability/overrides/2026-12-24', { windows }, { windows: [] }],
    ] as const;
    for (const [method, url, body, other] of changes) {
      const headers = { 'idempotency-key': url };
      const first = await service.request(mentor, method, url, { body, headers });
      const again = await service.request(mentor, method, url, { body, headers });
      expect([first.status, again.status, again.body]).toEqual([200, 200, first.body]);
      const reused = await service.request(mentor, method, url, { body: other, headers });
      expect([reused.status, word(reused)]).toEqual([422, 'command-reused']);
    }
  });

  it('of a date refuses an If-Match that is stale, set and cleared', async () => {
    const { mentor } = await pair();
    const url = '/v1/availability/overrides/2026-12-24';
    const headers = { 'if-match': '"7"' };
    const set = await service.request(mentor, 'PUT', url, { body: { windows: [] }, headers });
    const cleared = await service.request(mentor, 'DELETE', url, { headers });
    for (const stale of [set, cleared]) expect([stale.status, word(stale)]).toEqual([412, 'stale']);
  });

  it('is for people of the organization alone', async () => {
    const refused = await availability({ roles: ['coordinator'] }, { zone: 'UTC', weekly: [] });
    expect([refused.status, word(refused)]).toEqual([403, 'not-a-person']);
  });
});
