import type { RunFault } from '../../domain/match-run-commands.ts';

const causes: Readonly<Record<RunFault, string>> = {
  'rules-refused':
    'The rules it was asked with cannot be followed any more. Change the rules; each fault is named there.',
  'snapshot-changed': 'Somebody’s answers changed while it was computed.',
  'snapshot-contradicts-itself': 'What is known of the people contradicts itself, such as somebody who is there twice.',
  'proof-refused': 'The check of the result did not confirm that no better match exists, so nothing of it is shown.',
  'given-up': 'It failed several times on our side. Whoever runs the platform finds the cause under its id.',
};
const advice = {
  run: 'Nobody was told anything. Run the matching again.',
  rematch: 'Nobody was moved. The next rematch of this run looks at the two people again.',
} as const;

const isFault = (reason: string): reason is RunFault => Object.hasOwn(causes, reason);

/** What a run's or a rematch's fault says to coordinators, and what to do. */
export const wordsOf = (what: keyof typeof advice, reason: string): string =>
  isFault(reason) ? `${causes[reason]} ${advice[what]}` : advice[what];
