import { commandHandler } from '@telemachy/event-store';
import type { EventStore } from '@telemachy/event-store';
import type { MessageFact, PreferenceFact } from '@telemachy/contracts/notification';
import type { Dispatch } from '@telemachy/processes';
import { dispatchTo, Streams } from '@telemachy/service-shell';
import { message } from './domain/message.ts';
import type { ConsiderMessage, DecideMessage, Message, MessageCommand, MessageRefusal } from './domain/message.ts';
import { chosen, preference } from './domain/preference.ts';
import type { PreferenceCommand, PreferenceRefusal, Preferences } from './domain/preference.ts';
import { templates } from './domain/templates.ts';
import { settings } from './domain/topics.ts';
import { messageRefusals, preferenceRefusals } from './features/refusals.ts';
import type { Relation } from './policy.ts';

export type MessageStreams = Streams<Message, MessageCommand, MessageFact, MessageRefusal, Relation>;
export const messageStreams = (store: EventStore): MessageStreams =>
  new Streams({
    store,
    kind: 'message',
    path: '/v1/messages',
    decider: message,
    refusals: messageRefusals,
    relations: (state, person) =>
      state.status !== 'undecided' && person !== undefined && state.recipientId === person ? ['recipient'] : [],
  });

export type PreferenceStreams = Streams<Preferences, PreferenceCommand, PreferenceFact, PreferenceRefusal, Relation>;
export const preferenceStreams = (store: EventStore): PreferenceStreams =>
  new Streams({
    store,
    kind: 'preference',
    path: '/v1/preferences',
    decider: preference,
    refusals: preferenceRefusals,
    relations: () => [],
  });

/** Carries what a process considers to the message's stream, with what the recipient has chosen: read from their own stream, never behind. */
export const dispatchMessages = (store: EventStore): Dispatch<ConsiderMessage> => {
  const preferences = commandHandler({ store, kind: 'preference', decider: preference });
  const decide = dispatchTo<Message, DecideMessage, MessageFact, MessageRefusal>({
    store,
    kind: 'message',
    decider: message,
    idOf: ({ messageId }) => messageId,
  });
  return async (command, identity, meta, tenant) => {
    const { topic } = templates[command.template];
    const { recipientId, channel } = command;
    const fixed = settings[topic][channel] === 'always-on';
    const choice = fixed ? undefined : chosen((await preferences.load(tenant, recipientId)).state, topic, channel);
    return decide({ ...command, type: 'decide-message', chosen: choice }, identity, meta, tenant);
  };
};
