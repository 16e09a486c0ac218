import type { Projection } from '@telemachy/kernel';
import type { PersonId } from '@telemachy/contracts';
import type { PreferenceFact } from '@telemachy/contracts/notification';
import type { Preferences } from '../../domain/preference.ts';

/** What one person has chosen; all else is as the defaults say. */
export type StoredPreferences = { readonly personId: PersonId; readonly chosen: Preferences };

export const preferences: Projection<StoredPreferences, PreferenceFact> = {
  name: 'preferences',
  version: 1,
  hears: ['notification.preference-set.v1'],
  keyOf: ({ event }) => event.data.personId,
  apply: (known, { event }) => {
    const { personId, topic, channel, wanted } = event.data;
    return { personId, chosen: { ...known?.chosen, [`${topic}|${channel}`]: wanted } };
  },
};
