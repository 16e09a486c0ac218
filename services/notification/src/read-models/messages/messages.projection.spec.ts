import { describe, expect, it } from '@jest/globals';
import type { MessageId, PersonId } from '@telemachy/contracts';
import type { MessageFact } from '@telemachy/contracts/notification';
import { projectionSpecFor } from '@telemachy/testing';
import { outbox } from '../outbox/outbox.projection.ts';
import { messages } from './messages.projection.ts';

const ids = {
  messageId: '5b0c7e0a-6f5e-5d0c-9a1b-0f4d5c8f2a11' as MessageId,
  recipientId: '3f8e1c52-0c1d-5a3e-8f21-6a8e2f4b7c90' as PersonId,
};
const [monday, tuesday, friday] = ['2026-11-23T09:00:00.000Z', '2026-11-24T09:00:00.000Z', '2026-11-27T09:00:00.000Z'];
const decided = (channel: 'in-app' | 'email', decision: 'send' | 'suppress' = 'send'): MessageFact => ({
  type: 'notification.message-decided.v1',
  data: {
    ...ids,
    topic: 'meetings',
    channel,
    template: 'meeting-booked',
    about: {},
    sourceFactId: 'a fact',
    decision,
    reasons: [],
    worthlessAfterAt: friday,
    decidedAt: monday,
  },
});
const failed = (retryAt?: string): MessageFact => ({
  type: 'notification.message-failed.v1',
  data: { ...ids, attempt: 1, code: 'smtp-451', failedAt: monday, ...(retryAt === undefined ? {} : { retryAt }) },
});
const sent: MessageFact = { type: 'notification.message-sent.v1', data: { ...ids, sentAt: tuesday } };
const expired: MessageFact = { type: 'notification.message-expired.v1', data: { ...ids, expiredAt: friday } };
const read: MessageFact = { type: 'notification.message-read.v1', data: { ...ids, readAt: tuesday } };

describe('the messages', () => {
  const { given } = projectionSpecFor(messages);

  it('show in the inbox what was decided for it', () => given(decided('in-app')).thenMatches({ shown: true }));
  it('do not show mails, nor what was kept back', () => {
    given(decided('email')).thenMatches({ shown: false });
    given(decided('in-app', 'suppress')).thenMatches({ shown: false });
  });
  it('know when one was read', () => given(decided('in-app'), read).thenMatches({ readAt: tuesday }));
  it('tell each step of the way', () =>
    given(decided('email'), failed(tuesday), sent).thenMatches({
      steps: [
        { state: 'decided', at: monday },
        { state: 'failed', at: monday, attempt: 1, code: 'smtp-451', retryAt: tuesday },
        { state: 'sent', at: tuesday },
      ],
    }));
  it('do not keep which fact it came from, by which two messages could be joined', () =>
    expect(JSON.stringify([...given(decided('email')).documents().values()])).not.toContain('a fact'));
});

describe('the outbox', () => {
  const { given } = projectionSpecFor(outbox);

  it('holds a mail from the moment it was decided', () => given(decided('email')).thenMatches({ dueAt: monday }));
  it('holds nothing that is not to be mailed', () => {
    given(decided('in-app')).thenNone();
    given(decided('email', 'suppress')).thenNone();
  });
  it('holds a failed mail for its next attempt', () =>
    given(decided('email'), failed(tuesday)).thenMatches({ dueAt: tuesday }));
  it('looks at it again when its worth ends, if that is sooner', () =>
    given(decided('email'), failed('2026-12-01T09:00:00.000Z')).thenMatches({ dueAt: friday }));
  it.each([
    ['sent', sent],
    ['given up', failed()],
    ['expired', expired],
  ])('forgets what was %s', (_, fact) => given(decided('email'), fact).thenNone());
});
