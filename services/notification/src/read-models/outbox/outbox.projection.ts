import type { Projection } from '@telemachy/kernel';
import type { MessageId, PersonId } from '@telemachy/contracts';
import type { MessageFact } from '@telemachy/contracts/notification';
import { isBefore } from '../../domain/instant.ts';
import type { About } from '../../domain/templates.ts';

/** A mail that is still to be sent. */
export type Waiting = {
  readonly messageId: MessageId;
  readonly recipientId: PersonId;
  readonly template: string;
  readonly about: About;
  readonly worthlessAfterAt?: string;
  /** When there is something to do about it: the next attempt, or the end of its worth. RFC 3339 with milliseconds. */
  readonly dueAt: string;
};

const earlier = (one: string, other: string | undefined): string =>
  other !== undefined && isBefore(other, one) ? other : one;

/** What is left to send; what was sent, given up or expired is gone from it. */
export const outbox: Projection<Waiting, MessageFact> = {
  name: 'outbox',
  version: 1,
  hears: [
    'notification.message-decided.v1',
    'notification.message-sent.v1',
    'notification.message-failed.v1',
    'notification.message-expired.v1',
  ],
  keyOf: ({ event }) => event.data.messageId,
  apply: (waiting, { event }) => {
    switch (event.type) {
      case 'notification.message-decided.v1': {
        const { messageId, recipientId, channel, decision, template, about, worthlessAfterAt, decidedAt } = event.data;
        if (channel !== 'email' || decision !== 'send') return undefined;
        const worth = worthlessAfterAt === undefined ? {} : { worthlessAfterAt };
        return { messageId, recipientId, template, about, ...worth, dueAt: earlier(decidedAt, worthlessAfterAt) };
      }
      case 'notification.message-failed.v1': {
        const { retryAt } = event.data;
        if (waiting === undefined || retryAt === undefined) return undefined;
        return { ...waiting, dueAt: earlier(retryAt, waiting.worthlessAfterAt) };
      }
      case 'notification.message-sent.v1':
      case 'notification.message-expired.v1':
        return undefined;
      case 'notification.message-read.v1':
        return waiting;
    }
  },
};
/** What is due next. */
export const outboxIndexes = [{ dueAt: 1 }] as const;
