import type { Channel, Topic } from '@telemachy/contracts/notification';
import { isBefore } from './instant.ts';
import { settings } from './topics.ts';

/** Each step of a decision, and what it says to the person who asks why. */
export const reasonTexts = {
  'in-time': 'There was still time for it to be of use.',
  'too-late': 'It would have come too late to be of use, so it was not sent.',
  'always-on': 'Messages of this kind always reach you here.',
  'change-within-24-hours': 'A meeting changed less than 24 hours ahead, which is told whatever your settings are.',
  wanted: 'You asked for messages of this kind.',
  'not-wanted': 'You switched messages of this kind off.',
  'on-by-default': 'Messages of this kind are sent unless you switch them off.',
  'off-by-default': 'Messages of this kind are not sent unless you switch them on.',
} as const;
export type Reason = keyof typeof reasonTexts;

export type Question = {
  readonly topic: Topic;
  readonly channel: Channel;
  /** Told whatever the settings are. */
  readonly urgent: boolean;
  readonly worthlessAfterAt: string;
  /** The recipient's own choice, where there is one. */
  readonly chosen: boolean | undefined;
  readonly at: string;
};
export type Answer = { readonly decision: 'send' | 'suppress'; readonly reasons: readonly Reason[] };

const bySettings = ({ topic, channel, urgent, chosen }: Question): Reason => {
  const setting = settings[topic][channel];
  if (setting === 'always-on') return setting;
  if (urgent) return 'change-within-24-hours';
  if (chosen === undefined) return setting;
  return chosen ? 'wanted' : 'not-wanted';
};

/** Whether a message goes out: is it of use still, then the settings. Every step leaves its reason. */
export const decideToSend = (question: Question): Answer => {
  if (!isBefore(question.at, question.worthlessAfterAt)) return { decision: 'suppress', reasons: ['too-late'] };
  const reason = bySettings(question);
  const sends = reason !== 'not-wanted' && reason !== 'off-by-default';
  return { decision: sends ? 'send' : 'suppress', reasons: ['in-time', reason] };
};
