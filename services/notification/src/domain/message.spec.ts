import { describe, expect, it } from '@jest/globals';
import type { MessageId, PersonId } from '@telemachy/contracts';
import type { MessageFact } from '@telemachy/contracts/notification';
import { specFor } from '@telemachy/testing';
import { message } from './message.ts';
import type { DecideMessage, MessageCommand } from './message.ts';

const { given } = specFor(message);
const messageId = '5b0c7e0a-6f5e-5d0c-9a1b-0f4d5c8f2a11' as MessageId;
const recipientId = '3f8e1c52-0c1d-5a3e-8f21-6a8e2f4b7c90' as PersonId;
const [monday, tuesday, friday] = ['2026-11-23T09:00:00.000Z', '2026-11-24T09:00:00.000Z', '2026-11-27T09:00:00.000Z'];

const decide = (as: Partial<DecideMessage> = {}): DecideMessage => ({
  type: 'decide-message',
  messageId,
  recipientId,
  channel: 'email',
  template: 'meeting-booked',
  about: { startsAt: friday },
  sourceFactId: '0f4d5c8f-2a11-5d0c-9a1b-5b0c7e0a6f5e',
  urgent: false,
  worthlessAfterAt: friday,
  chosen: undefined,
  at: monday,
  ...as,
});
const decided = (
  as: Partial<Extract<MessageFact, { type: 'notification.message-decided.v1' }>['data']> = {},
): MessageFact => ({
  type: 'notification.message-decided.v1',
  data: {
    messageId,
    recipientId,
    topic: 'meetings',
    channel: 'email',
    template: 'meeting-booked',
    about: { startsAt: friday },
    sourceFactId: '0f4d5c8f-2a11-5d0c-9a1b-5b0c7e0a6f5e',
    decision: 'send',
    reasons: ['in-time', 'on-by-default'],
    worthlessAfterAt: friday,
    decidedAt: monday,
    ...as,
  },
});
const shown = decided({ channel: 'in-app' });
const suppressed = decided({ decision: 'suppress', reasons: ['in-time', 'not-wanted'] });
const sent: MessageFact = { type: 'notification.message-sent.v1', data: { messageId, recipientId, sentAt: tuesday } };
const failed = (attempt: number, retryAt?: string): MessageFact => ({
  type: 'notification.message-failed.v1',
  data: {
    messageId,
    recipientId,
    attempt,
    code: 'smtp-451',
    failedAt: monday,
    ...(retryAt === undefined ? {} : { retryAt }),
  },
});
const failure = (attempt: number, final = false): MessageCommand => ({
  type: 'record-failure',
  attempt,
  code: 'smtp-451',
  final,
  at: monday,
});
const recordSent: MessageCommand = { type: 'record-sent', at: tuesday };
const expire: MessageCommand = { type: 'expire', at: friday };
const read: MessageCommand = { type: 'read', at: tuesday };

describe('deciding on a message', () => {
  it('keeps what was decided, with the reasons', () => given().when(decide()).then(decided()));
  it('keeps that it was not sent, with the reasons', () =>
    given()
      .when(decide({ chosen: false }))
      .then(suppressed));
  it('happens once: whatever comes again finds it decided', () => given(decided()).when(decide()).thenNothing());
  it('happens once, also when the recipient chose otherwise since', () =>
    given(decided())
      .when(decide({ chosen: false }))
      .thenNothing());
});

describe('sending a mail', () => {
  it('is noted', () => given(decided()).when(recordSent).then(sent));
  it('is noted once', () => given(decided(), sent).when(recordSent).thenNothing());
  it('is noted after a failure', () => given(decided(), failed(1, tuesday)).when(recordSent).then(sent));
  it('is refused for what was kept back', () =>
    given(suppressed).when(recordSent).thenRefused('message-not-for-sending'));
  it('is refused for what stands in the inbox', () =>
    given(shown).when(recordSent).thenRefused('message-not-for-sending'));
  it('is refused for what nobody decided', () => given().when(recordSent).thenRefused('message-not-found'));
});

describe('failing to send a mail', () => {
  it('is tried again about a minute later', () => {
    const decision = message.decide(failure(1), given(decided()).state());
    expect(decision).toMatchObject({ accepted: true, events: [{ data: { attempt: 1, code: 'smtp-451' } }] });
    expect(given(decided(), failed(1, tuesday)).state()).toMatchObject({
      status: 'waiting',
      failures: 1,
      notBeforeAt: tuesday,
    });
  });
  it('is noted once an attempt', () => given(decided(), failed(1, tuesday)).when(failure(1)).thenNothing());
  it('is the end after the sixth attempt', () => given(decided(), failed(5, tuesday)).when(failure(6)).then(failed(6)));
  it('is the end at once where trying again cannot help', () =>
    given(decided()).when(failure(1, true)).then(failed(1)));
  it('says nothing new once it was given up', () => given(decided(), failed(1)).when(failure(2)).thenNothing());
});

describe('a mail that is of no use any more', () => {
  it('expires', () =>
    given(decided())
      .when(expire)
      .then({
        type: 'notification.message-expired.v1',
        data: { messageId, recipientId, expiredAt: friday },
      }));
  it('does not expire once sent', () => given(decided(), sent).when(expire).thenNothing());
});

describe('reading a message', () => {
  const wasRead: MessageFact = {
    type: 'notification.message-read.v1',
    data: { messageId, recipientId, readAt: tuesday },
  };
  it('is noted', () => given(shown).when(read).then(wasRead));
  it('is noted once', () => given(shown, wasRead).when(read).thenNothing());
  it('is refused for a mail', () => given(decided()).when(read).thenRefused('message-not-in-inbox'));
  it('is refused for what does not exist', () => given().when(read).thenRefused('message-not-found'));
});
