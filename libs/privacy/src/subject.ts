/** Whose words they are: each has a key of its own. */
export type Subject = { readonly kind: 'person' | 'mentorship'; readonly id: string };

/** Field classes whose values are sealed. */
export const sealedClasses = ['personal', 'private-to-person', 'private-to-mentorship'] as const;
export type SealedClass = (typeof sealedClasses)[number];

/** Whose key seals the words of a class. */
export const kindOf = (sealedClass: SealedClass): Subject['kind'] =>
  sealedClass === 'private-to-mentorship' ? 'mentorship' : 'person';
