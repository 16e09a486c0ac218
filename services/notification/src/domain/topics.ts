import type { Channel, Topic } from '@telemachy/contracts/notification';

type Setting = 'always-on' | 'on-by-default' | 'off-by-default';

/**
 * What happens where a person has said nothing. Mail goes out for what has a date or needs an answer; goals are read in the app.
 * What asks for an answer or concerns the account keeps one place where it is always found, so those settings cannot be switched off.
 */
export const settings: Readonly<Record<Topic, Readonly<Record<Channel, Setting>>>> = {
  matches: { 'in-app': 'always-on', email: 'on-by-default' },
  agreements: { 'in-app': 'always-on', email: 'on-by-default' },
  meetings: { 'in-app': 'on-by-default', email: 'on-by-default' },
  goals: { 'in-app': 'on-by-default', email: 'off-by-default' },
  account: { 'in-app': 'always-on', email: 'always-on' },
};
