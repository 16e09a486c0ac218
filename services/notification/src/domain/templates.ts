import type { Channel, Topic } from '@telemachy/contracts/notification';

/** Ids, instants, dates, counts and codes that a text needs. Names are looked up when it is shown; words private to people never stand here. */
export type About = Readonly<Record<string, string | number>>;

type Kind = { readonly topic: Topic; readonly channels: readonly Channel[] };

const everywhere = ['in-app', 'email'] as const;
const inbox = ['in-app'] as const;

/** Every message there is: what it belongs to, and the channels it is made for. A person is not mailed what they did themselves, except a date to keep. */
export const templates = {
  'match-proposed': { topic: 'matches', channels: everywhere },
  'match-accepted-by-partner': { topic: 'matches', channels: everywhere },
  'match-accepted-by-both': { topic: 'matches', channels: inbox },
  'match-declined-by-you': { topic: 'matches', channels: inbox },
  'match-lapsed': { topic: 'matches', channels: everywhere },
  'mentorship-active': { topic: 'matches', channels: everywhere },
  'mentorship-ended': { topic: 'matches', channels: everywhere },
  'mentorship-ended-by-you': { topic: 'matches', channels: inbox },
  'agreement-to-sign': { topic: 'agreements', channels: everywhere },
  'agreement-signed-by-partner': { topic: 'agreements', channels: inbox },
  'meeting-booked': { topic: 'meetings', channels: everywhere },
  'meeting-booked-by-you': { topic: 'meetings', channels: everywhere },
  'meeting-moved': { topic: 'meetings', channels: everywhere },
  'meeting-moved-by-you': { topic: 'meetings', channels: everywhere },
  'meeting-cancelled': { topic: 'meetings', channels: everywhere },
  'meeting-cancelled-by-you': { topic: 'meetings', channels: inbox },
  'meeting-reminder': { topic: 'meetings', channels: everywhere },
  'goal-set': { topic: 'goals', channels: everywhere },
  'goal-adjusted': { topic: 'goals', channels: everywhere },
  'goal-checked-in': { topic: 'goals', channels: inbox },
  'goal-reached': { topic: 'goals', channels: everywhere },
  'goal-missed': { topic: 'goals', channels: everywhere },
} as const satisfies Readonly<Record<string, Kind>>;
export type TemplateName = keyof typeof templates;

/** The other person of the mentorship that a message speaks of, where it speaks of one. */
export const partnerOf = ({ about }: { readonly about: About }): string | undefined => {
  const { partnerId } = about;
  return typeof partnerId === 'string' ? partnerId : undefined;
};

/** Whether this build knows the text; a fact written by a newer one may name another. */
export const isTemplate = (name: string): name is TemplateName => Object.hasOwn(templates, name);
