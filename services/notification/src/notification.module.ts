import { defineService, EVENT_STORE, peopleIndexes, processEntry, READ_MODELS, WORDS } from '@telemachy/service-shell';
import type { ReadModels, Words } from '@telemachy/service-shell';
import type { EventStore } from '@telemachy/event-store';
import { audited } from './audited.ts';
import { NotificationConfig } from './config.ts';
import { mailWorker } from './effects/email/mail.worker.ts';
import { ReadController } from './features/read/read.controller.ts';
import { SetPreferenceController } from './features/set-preference/set-preference.controller.ts';
import { policy } from './policy.ts';
import { notificationProcesses } from './processes/all.ts';
import { InboxController } from './read-models/inbox/inbox.controller.ts';
import { MessageStoryController } from './read-models/message-story/message-story.controller.ts';
import { messageIndexes, messages } from './read-models/messages/messages.projection.ts';
import { outbox, outboxIndexes } from './read-models/outbox/outbox.projection.ts';
import { people } from './read-models/people/people.ts';
import { PreferencesController } from './read-models/preferences/preferences.controller.ts';
import { preferences } from './read-models/preferences/preferences.projection.ts';
import { zones } from './read-models/zones/zones.projection.ts';
import { dispatchMessages, messageStreams, preferenceStreams } from './streams.ts';
import { MESSAGES, PREFERENCES, WORDING } from './tokens.ts';
import { deliver, Wording } from './wording.ts';

/** All wiring of the service. */
export const notificationService = defineService<NotificationConfig>({
  name: 'notification',
  config: NotificationConfig,
  policy,
  audited,
  controllers: [
    InboxController,
    MessageStoryController,
    ReadController,
    PreferencesController,
    SetPreferenceController,
  ],
  providers: [
    { provide: MESSAGES, inject: [EVENT_STORE], useFactory: (store: EventStore) => messageStreams(store) },
    { provide: PREFERENCES, inject: [EVENT_STORE], useFactory: (store: EventStore) => preferenceStreams(store) },
    {
      provide: WORDING,
      inject: [READ_MODELS, WORDS],
      useFactory: (readModels: ReadModels, words: Words) => new Wording(readModels, words),
    },
  ],
  purposes: { [deliver]: ['personal'] },
  projections: [
    { projection: people, indexes: peopleIndexes },
    { projection: zones },
    { projection: messages, indexes: messageIndexes },
    { projection: outbox, indexes: outboxIndexes },
    { projection: preferences },
  ],
  processes: ({ store }) => {
    const dispatch = dispatchMessages(store);
    return notificationProcesses.map((process) => processEntry({ process, dispatch }));
  },
  workers: (parts) => [mailWorker(parts)],
});
