import { Channel, Topic } from '@telemachy/contracts/notification';
import { z } from 'zod';
import { chosen } from '../../domain/preference.ts';
import type { Preferences } from '../../domain/preference.ts';
import { settings } from '../../domain/topics.ts';

/** One line of a person's settings. */
export const Setting = z.object({
  topic: Topic,
  channel: Channel,
  wanted: z.boolean(),
  alwaysOn: z.boolean().describe('It cannot be switched off'),
  chosen: z.boolean().describe('The person said so; otherwise it is the default'),
});
export type Setting = z.infer<typeof Setting>;

export const settingOf = (preferences: Preferences, topic: Topic, channel: Channel): Setting => {
  const setting = settings[topic][channel];
  const choice = setting === 'always-on' ? undefined : chosen(preferences, topic, channel);
  return {
    topic,
    channel,
    wanted: choice ?? setting !== 'off-by-default',
    alwaysOn: setting === 'always-on',
    chosen: choice !== undefined,
  };
};

/** Every topic by every channel. */
export const allSettings = (preferences: Preferences): readonly Setting[] =>
  Topic.options.flatMap((topic) => Channel.options.map((channel) => settingOf(preferences, topic, channel)));
