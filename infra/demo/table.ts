import type { Reasons } from './play.ts';

type Result = Readonly<Record<string, number | boolean>>;

const rows: readonly (readonly [string, string])[] = [
  ['people', 'people imported'],
  ['rejected', 'rows refused'],
  ['pairs', 'pairs matched'],
  ['unmatched', 'people left without a pair, each with the reason'],
  ['total', 'points of all pairs, without sensitive wishes'],
  ['optimal', 'no better assignment exists (proved in this run)'],
  ['gap', 'gap to the proved bound'],
  ['agreements', 'agreements signed by both'],
  ['meetings', 'first meetings booked'],
  ['goals', 'goals set, with steps and a check-in'],
  ['mails', 'mails delivered'],
  ['reminders', 'reminders of the meeting in 24 hours'],
  ['events', 'events in the four stores'],
  ['rebuilt', 'every read model equals its rebuild from the events'],
  ['seconds', 'seconds'],
];

const shown = (value: number | boolean | undefined): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'NO') : (value ?? 0).toLocaleString('en');

/** The outcome of the play as a table that a person can read. */
export const printed = (result: Result, answers: { readonly declined: number; readonly rematched: number }): string => {
  const lines = rows.map(([key, label]) => `  ${label.padEnd(56)}${shown(result[key]).padStart(10)}`);
  const asked = `  ${'proposals declined, of these matched anew'.padEnd(56)}${`${answers.declined}, ${answers.rematched}`.padStart(10)}`;
  return [
    '',
    '  One cohort, from two CSV files to its first meetings',
    `  ${'-'.repeat(66)}`,
    ...lines.slice(0, 7),
    asked,
    ...lines.slice(7),
    '',
  ].join('\n');
};

/** Why there is nothing to show, with the three reasons that keep the most people without a pair. */
export const nobodyFits = (reasons: Reasons): string => {
  const most = [...reasons].toSorted(([, some], [, others]) => others.length - some.length).slice(0, 3);
  const why = most.map(([reason, people]) => `${people.length} × ${reason.replace(/\.$/, '')}`).join('; ');
  return `nobody of these files fits anybody, so there was no pair to play on with (${why}): take other files or another --policy`;
};
