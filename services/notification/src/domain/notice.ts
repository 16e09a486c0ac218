import type { Reaction, Recorded } from '@telemachy/kernel';
import type { MessageId, PersonId } from '@telemachy/contracts';
import type { Channel, Topic } from '@telemachy/contracts/notification';
import { plus } from './instant.ts';
import type { ConsiderMessage } from './message.ts';
import { templates } from './templates.ts';
import type { About, TemplateName } from './templates.ts';

/** What a fact means for one person, before any channel is chosen. */
export type Notice = {
  readonly recipientId: PersonId;
  readonly template: TemplateName;
  readonly about: About;
  /** RFC 3339; two weeks after the fact where nothing says better. */
  readonly worthlessAfterAt?: string;
  /** Told whatever the settings are. */
  readonly urgent?: boolean;
};

/** The natural key of a message: nobody is told the same thing twice by the same channel. */
export type NaturalKey = {
  readonly sourceFactId: string;
  readonly recipientId: PersonId;
  readonly topic: Topic;
  readonly channel: Channel;
};
export type MessageIdOf = (key: NaturalKey) => MessageId;

/** One command per notice and channel. The time is the fact's, so that a replay decides the same. */
export const consider = (
  messageIdOf: MessageIdOf,
  fact: Recorded,
  notices: readonly Notice[],
): readonly Reaction<ConsiderMessage>[] =>
  notices.flatMap(({ recipientId, template, about, worthlessAfterAt, urgent = false }) => {
    const { topic, channels } = templates[template];
    return channels.map((channel) => ({
      kind: 'command' as const,
      command: {
        type: 'consider-message' as const,
        messageId: messageIdOf({ sourceFactId: fact.id, recipientId, topic, channel }),
        recipientId,
        channel,
        template,
        about,
        sourceFactId: fact.id,
        urgent,
        worthlessAfterAt: worthlessAfterAt ?? plus(fact.recordedAt, { hours: 14 * 24 }),
        at: fact.recordedAt,
      },
    }));
  });

/** The two people of a mentorship, seen from one of them. */
export const sides = <Data extends { readonly mentorId: PersonId; readonly menteeId: PersonId }>(data: Data) => ({
  mentor: { id: data.mentorId, partner: { partnerId: data.menteeId, partnerRole: 'mentee' } },
  mentee: { id: data.menteeId, partner: { partnerId: data.mentorId, partnerRole: 'mentor' } },
});

/** The other one of two. */
export const across = { mentor: 'mentee', mentee: 'mentor' } as const;
