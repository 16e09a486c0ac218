import { MessageId } from '@telemachy/contracts';
import { createdIdFrom } from '@telemachy/event-store';
import type { MessageIdOf } from './domain/notice.ts';

/** UUID v5 of the natural key, in the namespace of the fact it comes from. */
export const messageIdOf: MessageIdOf = ({ sourceFactId, recipientId, topic, channel }) =>
  MessageId.parse(createdIdFrom(sourceFactId, [recipientId, topic, channel].join('|')));
