import type { SealedClass } from '@telemachy/contracts';

/** Whose words they are: each has a key of its own. An `upload` is a file of people on its way in, whose key goes when it has been read. */
export type Subject = { readonly kind: 'person' | 'mentorship' | 'upload'; readonly id: string };

/** Whose key seals the words of a class. */
export const kindOf = (sealedClass: SealedClass): 'person' | 'mentorship' =>
  sealedClass === 'private-to-mentorship' ? 'mentorship' : 'person';

/** Of the document that keeps something of a subject: `<tenant>|<kind>|<id>`. */
export const subjectName = (tenant: string, { kind, id }: Subject): string => `${tenant}|${kind}|${id}`;
