import { accept, refuse } from '@telemachy/kernel';
import type { Decider } from '@telemachy/kernel';
import type { PersonId } from '@telemachy/contracts';
import type { Channel, PreferenceFact, Topic } from '@telemachy/contracts/notification';
import { settings } from './topics.ts';

export type SetPreference = {
  readonly type: 'set-preference';
  readonly personId: PersonId;
  readonly topic: Topic;
  readonly channel: Channel;
  readonly wanted: boolean;
  /** RFC 3339 instant. */
  readonly at: string;
};
export type PreferenceCommand = SetPreference;

export type PreferenceRefusal = 'setting-always-on';

/** What a person has chosen, by `<topic>|<channel>`; nothing where the default holds. */
export type Preferences = Readonly<Partial<Record<`${Topic}|${Channel}`, boolean>>>;

/** The choice of one person for one topic and channel, or `undefined` where there is none. */
export const chosen = (preferences: Preferences, topic: Topic, channel: Channel): boolean | undefined =>
  preferences[`${topic}|${channel}`];

/** One stream per person: which topics reach them by which channel. */
export const preference: Decider<Preferences, PreferenceCommand, PreferenceFact, PreferenceRefusal> = {
  initial: {},

  decide: ({ personId, topic, channel, wanted, at }, state) => {
    if (settings[topic][channel] === 'always-on') return wanted ? accept() : refuse('setting-always-on');
    if (chosen(state, topic, channel) === wanted) return accept();
    return accept({
      type: 'notification.preference-set.v1',
      data: { personId, topic, channel, wanted, setAt: at },
    });
  },

  evolve: (state, { data }) => ({ ...state, [`${data.topic}|${data.channel}`]: data.wanted }),
};
