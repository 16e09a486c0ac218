import type { Projection } from '@telemachy/kernel';
import type { MessageId, PersonId } from '@telemachy/contracts';
import type { Channel, MessageFact, Topic } from '@telemachy/contracts/notification';
import type { About } from '../../domain/templates.ts';

/** One step of a message's way. */
export type Step = {
  readonly state: 'decided' | 'sent' | 'failed' | 'given-up' | 'expired' | 'read';
  readonly at: string;
  readonly attempt?: number;
  readonly code?: string;
  readonly retryAt?: string;
};

/** A message and what became of it; the inbox shows those that were decided for it. */
export type StoredMessage = {
  readonly messageId: MessageId;
  readonly recipientId: PersonId;
  readonly topic: Topic;
  readonly channel: Channel;
  readonly template: string;
  readonly about: About;
  readonly decision: 'send' | 'suppress';
  readonly reasons: readonly string[];
  readonly worthlessAfterAt?: string;
  readonly decidedAt: string;
  /** Whether it stands in the recipient's inbox. */
  readonly shown: boolean;
  readonly readAt?: string;
  readonly steps: readonly Step[];
};

const stepOf = (event: MessageFact): Step => {
  switch (event.type) {
    case 'notification.message-decided.v1':
      return { state: 'decided', at: event.data.decidedAt };
    case 'notification.message-sent.v1':
      return { state: 'sent', at: event.data.sentAt };
    case 'notification.message-failed.v1': {
      const { attempt, code, retryAt, failedAt: at } = event.data;
      return retryAt === undefined
        ? { state: 'given-up', at, attempt, code }
        : { state: 'failed', at, attempt, code, retryAt };
    }
    case 'notification.message-expired.v1':
      return { state: 'expired', at: event.data.expiredAt };
    case 'notification.message-read.v1':
      return { state: 'read', at: event.data.readAt };
  }
};

/** Every message by its id, with its way so far. */
export const messages: Projection<StoredMessage, MessageFact> = {
  name: 'messages',
  version: 1,
  hears: [
    'notification.message-decided.v1',
    'notification.message-sent.v1',
    'notification.message-failed.v1',
    'notification.message-expired.v1',
    'notification.message-read.v1',
  ],
  keyOf: ({ event }) => event.data.messageId,
  apply: (known, { event }) => {
    const step = stepOf(event);
    if (event.type === 'notification.message-decided.v1') {
      const { sourceFactId: _, ...data } = event.data;
      const shown = data.channel === 'in-app' && data.decision === 'send';
      const { worthlessAfterAt, ...told } = data;
      return { ...told, ...(worthlessAfterAt === undefined ? {} : { worthlessAfterAt }), shown, steps: [step] };
    }
    if (known === undefined) return undefined;
    const read = event.type === 'notification.message-read.v1' ? { readAt: event.data.readAt } : {};
    return { ...known, ...read, steps: [...known.steps, step] };
  },
};
/** A person's inbox, newest first. */
export const messageIndexes = [{ recipientId: 1, shown: 1, decidedAt: -1, _id: -1 }] as const;
