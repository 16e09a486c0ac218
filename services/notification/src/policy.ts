import { policyOf, type AccessTable } from '@telemachy/service-shell/access';

/** The only relation there is: a message concerns the one person it was made for. */
export type Relation = 'recipient';

/** What messages say: who the partner is, and when they meet. */
const message = ['name', 'meeting-times'] as const;

/** Who may do what, and which words they read. Nobody reads another person's messages or settings, whatever their role. */
export const access = {
  'read-inbox': { 'signed-in': message },
  'read-message': { recipient: message },
  read: { recipient: [] },
  'read-preferences': { 'signed-in': [] },
  'set-preference': { 'signed-in': [] },
} as const satisfies AccessTable<Relation>;
export const policy = policyOf<Relation>(access);
