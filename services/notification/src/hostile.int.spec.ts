import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId } from '@telemachy/contracts';
import type { MentorshipFact, PersonFact } from '@telemachy/contracts/matching';
import { organizationIdentity } from '@telemachy/service-shell';
import { startForTest, sweep, unheard, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, startMailServer, type Issuer, type MailServer } from '@telemachy/testing';
import { notificationService } from './notification.module.ts';

let issuer: Issuer;
let mailServer: MailServer;
let service: ServiceUnderTest;
let token: string;
let messageId: string;

const at = new Date().toISOString();
const email = 'mentee@example.org';
const menteeId = PersonId.parse(randomUUID());
const mentorshipId = MentorshipId.parse(randomUUID());
const imported = (): PersonFact => ({
  type: 'matching.person-imported.v1',
  data: {
    personId: menteeId,
    signInKeys: [organizationIdentity(service.identitySecret, 'acme').signInKey({ kind: 'email', value: email })],
    hr: { email, givenName: 'A', familyName: 'B', attributes: {} },
    importedAt: at,
  },
});
const proposed: MentorshipFact = {
  type: 'matching.mentorship-proposed.v1',
  data: {
    mentorshipId,
    cohortId: CohortId.parse(randomUUID()),
    mentorId: PersonId.parse(randomUUID()),
    menteeId,
    programId: ProgramId.parse(randomUUID()),
    matchRunId: MatchRunId.parse(randomUUID()),
    score: 1,
    place: 1,
    parts: [],
    deadlineAt: new Date(Date.now() + 86_400_000).toISOString(),
    proposedAt: at,
  },
};

beforeAll(async () => {
  issuer = await startIssuer();
  mailServer = await startMailServer();
  service = await startForTest(notificationService, {
    OIDC_ISSUERS: issuer.url,
    TELEMACHY_SMTP_URL: mailServer.url,
    TELEMACHY_MAIL_FROM: 'Telemachy <no-reply@telemachy.example>',
  });
  token = await issuer.token({ email });
  const mentee = service.as(token);
  await service.as().untilReady();
  await service.say('matching', `person-${menteeId}`, [imported()]);
  await service.say('matching', `mentorship-${mentorshipId}`, [proposed]);
  const items = await eventually(async () => {
    const inbox = (await mentee.get('/v1/inbox')).body as { readonly items: readonly { readonly id: string }[] };
    expect(inbox.items).toHaveLength(1);
    return inbox.items;
  }, 25_000);
  messageId = items[0]?.id ?? '';
}, 90_000);
afterAll(async () => {
  await service.close();
  await Promise.all([issuer.close(), mailServer.down()]);
}, 30_000);

describe('a request that is wrong in one place', () => {
  it('is refused by notification, by its field, and never its own fault', async () => {
    const own = () => ({ params: { id: messageId } });
    const { faults, sent } = await sweep({
      controllers: notificationService.controllers,
      url: service.url,
      token,
      prepare: {
        'read-inbox': () => ({ query: { unread: 'true' } }),
        'read-message': own,
        read: own,
        'read-preferences': () => ({}),
        'set-preference': (example) => ({ params: { topic: 'meetings', channel: 'email' }, body: example ?? {} }),
      },
    });
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(500);
  }, 120_000);
});

describe('a token that is missing, expired or forged', () => {
  it('is heard by no route of notification', async () => {
    const { controllers, policy } = notificationService;
    const { sent, faults } = await unheard({ controllers, policy, url: service.url, issuer });
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(12);
  }, 60_000);
});

describe('a change by its recipient', () => {
  type Told = { readonly type?: string; readonly items?: readonly unknown[] };
  const change = async (kind: 'put' | 'post', path: string, headers: Record<string, string>, body?: object) => {
    const { status, headers: said, body: told } = await service.as(token)[kind](path, body, headers);
    const word = (told as Told).type?.replace('urn:telemachy:problem:', '');
    return { status, etag: said.get('etag') ?? '', told: told as Told, word };
  };
  const unread = async () => ((await service.as(token).get('/v1/inbox?unread')).body as Told).items;

  it.each([
    ['a setting', 'put', '/v1/preferences/goals/email', { wanted: true }, { wanted: false }],
    ['that a message is read', 'post', '/v1/messages/:id/read', undefined, {}],
  ] as const)('of %s is done once under one key, and refused on a version that is no more', async (...row) => {
    const [, kind, template, body, other] = row;
    const path = template.replace(':id', messageId);
    const before = await unread();
    const stale = await change(kind, path, { 'if-match': '"77"' }, body);
    expect([stale.status, stale.word]).toEqual([412, 'stale']);
    expect(await unread()).toEqual(before);

    const headers = { 'idempotency-key': randomUUID() };
    const first = await change(kind, path, headers, body);
    expect(first.status).toBe(200);
    expect(await change(kind, path, headers, body)).toEqual(first);
    const reused = await change(kind, path, headers, other);
    expect([reused.status, reused.word]).toEqual([422, 'command-reused']);
    expect((await change(kind, path, { 'if-match': first.etag }, body)).status).toBe(200);
  });
});
