import type { PersonId, Side } from '@telemachy/contracts';

/** How a person stands to a mentorship: one side of it, or none. */
export const sidesOf = (
  pair: { readonly mentorId: PersonId; readonly menteeId: PersonId } | undefined,
  person: PersonId | undefined,
): readonly Side[] => {
  if (pair === undefined || person === undefined) return [];
  if (pair.mentorId === person) return ['mentor'];
  return pair.menteeId === person ? ['mentee'] : [];
};
