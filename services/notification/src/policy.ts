import type { Policy } from '@telemachy/service-shell';

/** The only relation there is: a message concerns the one person it was made for. */
export type Relation = 'recipient';

/** Who may do what. Nobody reads another person's messages or settings, whatever their role. */
export const policy = {
  'read-inbox': 'signed-in',
  'read-message': { relations: ['recipient'] },
  read: { relations: ['recipient'] },
  'read-preferences': 'signed-in',
  'set-preference': 'signed-in',
} as const satisfies Policy<Relation>;
