import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageFact } from '@telemachy/contracts/notification';
import {
  accessCases,
  inMemory,
  pairAndStranger,
  playAccess,
  tellPair,
  type AccessScene,
  type AskedHere,
  type InMemory,
} from '@telemachy/service-shell/testing';
import { startIssuer, type Issuer } from '@telemachy/testing';
import { notificationService } from './notification.module.ts';
import { access } from './policy.ts';

let issuer: Issuer;
let service: InMemory;
let pair: Awaited<ReturnType<typeof tellPair>>;
let played: Awaited<ReturnType<typeof playAccess>>;

const decided = new URL('../../../libs/contracts/fixtures/notification.message-decided.v1.json', import.meta.url);
/** To the mentee: the contracts' own example of a message, about these two. */
const message = async (): Promise<string> => {
  const { type, data } = JSON.parse(readFileSync(decided, 'utf8')) as { type: string; data: { about: object } };
  const messageId = randomUUID();
  const about = { ...data.about, partnerId: pair.mentorId, mentorshipId: pair.mentorshipId };
  const own = { messageId, channel: 'in-app', recipientId: pair.menteeId, about, sourceFactId: randomUUID() };
  await service.say(`message-${messageId}`, [MessageFact.parse({ type, data: { ...data, ...own } })]);
  return messageId;
};

const ofMessage: AskedHere = {
  about: 'thing',
  relations: { mentee: ['recipient'] },
  request: async () => ({ params: { id: await message() } }),
};
const own = (request: AskedHere['request']): AskedHere => ({ about: 'own', request });

const scene: AccessScene<keyof typeof access> = {
  controllers: notificationService.controllers,
  table: access,
  people: pairAndStranger,
  asked: {
    'read-inbox': own(async () => {
      await message();
      return {};
    }),
    'read-message': ofMessage,
    read: ofMessage,
    'read-preferences': own(() => ({})),
    'set-preference': own((example) => ({ params: { topic: 'meetings', channel: 'email' }, body: example })),
  },
  fields: {
    ...Object.fromEntries(
      ['id', 'version', 'topic', 'channel', 'template', 'at', 'readAt'].map((one) => [one, 'plain']),
    ),
    ...Object.fromEntries(['action', 'service', 'path', 'decision', 'reasons', 'steps'].map((one) => [one, 'plain'])),
    ...Object.fromEntries(['wanted', 'alwaysOn', 'chosen'].map((one) => [one, 'plain'])),
    worthlessAfterAt: 'meeting-times',
    subject: 'name',
    // Says when they meet.
    text: 'meeting-times',
  },
};

beforeAll(async () => {
  issuer = await startIssuer();
  service = await inMemory(notificationService, { issuer });
  pair = await tellPair(service);
  played = await playAccess(scene, { service, issuer });
}, 60_000);
afterAll(() => Promise.all([service.close(), issuer.close()]));

describe('access to notification', () => {
  it.each(accessCases(scene))('$operation by $caller: $expected', (one) =>
    expect(played.of(one)).toEqual({ ...one, heard: one.expected, faults: [] }),
  );
  it('shows every group of words that a row names', () => expect(played.unshown).toEqual([]));
});
