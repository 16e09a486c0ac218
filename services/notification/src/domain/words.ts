import type { About } from './templates.ts';
import { brief, date, moment, stretch } from './when.ts';

/** One message as a person reads it, the same in the inbox and in a mail. */
export type Text = {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** What it invites to. */
  readonly action: string;
} & Place;

/** Where a text leads: `path` below the address of the web portal, and `/v1` with `path` in the API of a service. */
export type Place = {
  readonly service: 'matching' | 'scheduling' | 'goals' | 'notification';
  readonly path: string;
};

export type Reader = {
  /** How the other person of the mentorship is called; absent while their name is not known. */
  readonly partnerName?: string | undefined;
  /** IANA zone in which the recipient reads times. */
  readonly zone: string;
};

/** What a text may use: the partner's name and the facts in `about`, as words. */
export type Words = {
  readonly partner: string;
  /** The same at the start of a sentence. */
  readonly Partner: string;
  readonly role: string;
  readonly has: (field: string) => boolean;
  readonly value: (field: string) => string;
  readonly moment: (field: string) => string;
  readonly brief: (field: string) => string;
  readonly date: (field: string) => string;
  readonly stretch: (from: string, to: string) => string;
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const wordsFor = (about: About, { partnerName, zone }: Reader): Words => {
  const value = (field: string): string => String(about[field] ?? '');
  const role = value('partnerRole') === 'mentor' ? 'mentor' : 'mentee';
  const partner = partnerName ?? `your ${role}`;
  return {
    partner,
    Partner: capital(partner),
    role,
    has: (field) => about[field] !== undefined,
    value,
    moment: (field) => moment(value(field), zone),
    brief: (field) => brief(value(field), zone),
    date: (field) => date(value(field)),
    stretch: (from, to) => stretch(value(from), value(to), zone),
  };
};
