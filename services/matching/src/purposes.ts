import type { Purposes } from '@telemachy/privacy';

/**
 * For what this service opens words of people without being one of them: a match run reads what everybody answered; an import compares a file with what is
 * known; names, HR facts and answers are shown to whom the table of access lets. Only the first two ever see a sensitive answer, and show it to nobody.
 */
export const purposes = {
  match: ['personal', 'private-to-person'],
  import: ['personal', 'private-to-person'],
  show: ['personal'],
} as const satisfies Purposes;
export type Purpose = keyof typeof purposes;
