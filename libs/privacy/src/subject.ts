import type { SealedClass } from '@telemachy/contracts';

/** Whose words they are: each has a key of its own. */
export type Subject = { readonly kind: 'person' | 'mentorship'; readonly id: string };

/** Whose key seals the words of a class. */
export const kindOf = (sealedClass: SealedClass): Subject['kind'] =>
  sealedClass === 'private-to-mentorship' ? 'mentorship' : 'person';

/** Of the document that keeps something of a subject: `<tenant>|<kind>|<id>`. */
export const subjectName = (tenant: string, { kind, id }: Subject): string => `${tenant}|${kind}|${id}`;
