import { z } from 'zod';
import { fact, Instant } from '../fact.ts';
import { MessageId, PersonId } from '../ids.ts';
import { internal, open } from '../privacy.ts';

export const Topic = z.enum(['matches', 'agreements', 'meetings', 'goals', 'account']);
export type Topic = z.infer<typeof Topic>;
export const Channel = z.enum(['in-app', 'email']);
export type Channel = z.infer<typeof Channel>;

export const PreferenceSet = fact('notification.preference-set.v1', {
  personId: open(PersonId),
  topic: internal(Topic),
  channel: internal(Channel),
  wanted: internal(z.boolean()),
  setAt: internal(Instant),
});

/**
 * One notification to one person by one channel, decided once: the stream's id comes from the natural key
 * (source fact, recipient, topic, channel), so a replay or redelivery finds it decided.
 */
export const MessageDecided = fact('notification.message-decided.v1', {
  messageId: open(MessageId),
  recipientId: open(PersonId),
  topic: internal(Topic),
  channel: internal(Channel),
  /** Which text: `meeting-booked`, `meeting-reminder` … */
  template: internal(z.string()),
  /** Ids, instants and codes for the text; words private to people never stand in a message. */
  about: internal(z.record(z.string(), z.union([z.string(), z.number()]))),
  sourceFactId: internal(z.string()),
  decision: internal(z.enum(['send', 'suppress'])),
  /** The steps of the decision, in order, as codes. */
  reasons: internal(z.array(z.string())),
  /** After this it is not worth sending. */
  worthlessAfterAt: internal(Instant.optional()),
  decidedAt: internal(Instant),
});
const message = { messageId: open(MessageId), recipientId: open(PersonId) };
export const MessageSent = fact('notification.message-sent.v1', { ...message, sentAt: internal(Instant) });
/** `retryAt` is absent when it is given up. */
export const MessageFailed = fact('notification.message-failed.v1', {
  ...message,
  attempt: internal(z.int().positive()),
  code: internal(z.string()),
  retryAt: internal(Instant.optional()),
  failedAt: internal(Instant),
});
export const MessageExpired = fact('notification.message-expired.v1', { ...message, expiredAt: internal(Instant) });
export const MessageRead = fact('notification.message-read.v1', { ...message, readAt: internal(Instant) });

export const PreferenceFact = PreferenceSet;
export type PreferenceFact = z.infer<typeof PreferenceFact>;
export const MessageFact = z.discriminatedUnion('type', [
  MessageDecided,
  MessageSent,
  MessageFailed,
  MessageExpired,
  MessageRead,
]);
export type MessageFact = z.infer<typeof MessageFact>;
