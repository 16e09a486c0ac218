import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  accessCases,
  asParties,
  inMemory,
  pairAndStranger,
  playAccess,
  tellPair,
  type AccessScene,
  type AskedHere,
  type InMemory,
} from '@telemachy/service-shell/testing';
import { startIssuer, type Issuer } from '@telemachy/testing';
import { access } from './policy.ts';
import { schedulingService } from './scheduling.module.ts';
import { noon, wholeWeek } from './testing/people.ts';

let issuer: Issuer;
let service: InMemory;
let pair: Awaited<ReturnType<typeof tellPair>>;
let played: Awaited<ReturnType<typeof playAccess>>;

/** What somebody does, before others ask. */
const done = async (name: string, method: string, url: string, body: object) => {
  const heard = await service.send({
    method,
    url,
    token: await issuer.token({ email: (pairAndStranger as Readonly<Record<string, string>>)[name] ?? '' }),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (heard.status >= 300) throw new Error(`${method} ${url}: ${heard.text}`);
  return JSON.parse(heard.text) as { readonly id: string; readonly url: string };
};
/** A time that nobody has yet: two a day, as many as a mentor may have. */
let times = 6;
const free = () => {
  times += 1;
  const mentorshipId = pair.mentorshipIds[times % pair.mentorshipIds.length] ?? '';
  return { mentorshipId, startsAt: noon(Math.floor(times / 2)).replace('T12', times % 2 === 0 ? 'T12' : 'T15') };
};
const meeting = async (): Promise<string> =>
  (await done('mentee', 'POST', '/v1/meetings', { ...free(), minutes: 30, medium: 'video', agenda: 'Talk' })).id;

const ofPair = (request: AskedHere['request']): AskedHere => ({ about: 'thing', relations: asParties, request });
const own = (request: AskedHere['request']): AskedHere => ({ about: 'own', request });
const day = noon(3).slice(0, 10);
const feed = (name: string) => done(name, 'POST', '/v1/feeds', {});
const plain = (...fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, 'plain']));

const scene: AccessScene<keyof typeof access> = {
  controllers: schedulingService.controllers,
  table: access,
  people: pairAndStranger,
  asked: {
    'set-availability': own(() => ({ body: { zone: 'UTC', weekly: wholeWeek } })),
    'set-override': own(() => ({ params: { date: day }, body: { windows: [{ from: '00:00', to: '24:00' }] } })),
    'clear-override': own(() => ({ params: { date: day } })),
    'read-availability': own(() => ({})),
    'read-slots': ofPair(() => ({ params: { id: pair.mentorshipId }, query: { minutes: '60' } })),
    'book-meeting': ofPair((example) => ({ body: { ...example, ...free() } })),
    'move-meeting': ofPair(async (example) => ({
      params: { id: await meeting() },
      body: { ...example, startsAt: free().startsAt },
    })),
    'cancel-meeting': ofPair(async (example) => ({ params: { id: await meeting() }, body: example })),
    'read-meeting': ofPair(async () => {
      const id = await meeting();
      await done('mentor', 'POST', `/v1/meetings/${id}/move`, { startsAt: free().startsAt, reason: 'Ill.' });
      await done('mentor', 'POST', `/v1/meetings/${id}/cancel`, { reasonCode: 'other', reason: 'Still ill.' });
      return { params: { id } };
    }),
    'read-agenda': own(() => ({})),
    'issue-feed': own(() => ({ body: {} })),
    'revoke-feed': {
      about: 'thing',
      relations: { mentee: ['self'] },
      request: async () => ({ params: { id: (await feed('mentee')).id }, body: {} }),
    },
    'read-feed': {
      about: 'thing',
      request: async () => ({ params: { file: (await feed('mentee')).url.replace(/.*\//, '') } }),
    },
  },
  fields: {
    ...plain(
      'id',
      'version',
      'mentorshipId',
      'mentorId',
      'menteeId',
      'bookedBy',
      'bookedAt',
      'role',
      'withId',
      'local',
    ),
    ...plain('url', 'zone', 'weekly', 'overrides', 'date', 'windows', 'cancelled.by', 'cancelled.at'),
    ...Object.fromEntries(['startsAt', 'endsAt', 'medium', 'status', 'moved'].map((one) => [one, 'meeting-times'])),
    ...Object.fromEntries(['agenda', 'moves'].map((one) => [one, 'agenda'])),
    'cancelled.reasonCode': 'cancel-code',
    'cancelled.reason': 'cancel-reason',
    // Times at which nothing is yet, and what a command says back of what came with it.
    ...plain('read-slots startsAt', 'read-slots endsAt', 'read-slots local'),
    ...Object.fromEntries(
      ['book-meeting', 'move-meeting', 'cancel-meeting'].flatMap((operation) =>
        ['startsAt', 'endsAt', 'status', 'medium'].map((field) => [`${operation} ${field}`, 'plain']),
      ),
    ),
  },
};

beforeAll(async () => {
  issuer = await startIssuer();
  const config = { TELEMACHY_PUBLIC_URL: 'https://mentoring.example', TELEMACHY_MEETING_NOTICE_MINUTES: 0 };
  service = await inMemory(schedulingService, { issuer, config });
  pair = await tellPair(service, 4);
  for (const name of Object.keys(pairAndStranger))
    await done(name, 'PUT', '/v1/availability', { zone: 'UTC', weekly: wholeWeek });
  played = await playAccess(scene, { service, issuer });
}, 60_000);
afterAll(() => Promise.all([service.close(), issuer.close()]));

describe('access to scheduling', () => {
  it.each(accessCases(scene))('$operation by $caller: $expected', (one) =>
    expect(played.of(one)).toEqual({ ...one, heard: one.expected, faults: [] }),
  );
  it('shows every group of words that a row names', () => expect(played.unshown).toEqual([]));
});
