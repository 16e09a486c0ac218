import { claimSource, type ClaimChange } from '@telemachy/event-store';
import type { LeaverFact, PersonFact } from '@telemachy/contracts/matching';
import { person, type Person } from '../domain/person.ts';

const claimsOf = (state: Person): readonly string[] =>
  state.status === 'unknown' ? [] : state.signInKeys.map((key) => `signs-in/${key}`);

/** No two people have one sign-in key: under it both would be nobody. Whoever holds a key is who a row with it speaks of. */
export const personClaims = (
  _facts: readonly (PersonFact | LeaverFact)[],
  before: Person,
  after: Person,
): readonly ClaimChange[] => {
  const [held, wanted] = [claimsOf(before), claimsOf(after)];
  return [
    ...held.filter((claim) => !wanted.includes(claim)).map((claim): ClaimChange => ({ kind: 'release', claim })),
    ...wanted.filter((claim) => !held.includes(claim)).map((claim): ClaimChange => ({ kind: 'take', claim })),
  ];
};

/** What a person holds by their facts alone. */
export const peopleHold = claimSource<Person, PersonFact | LeaverFact>({
  kind: 'person',
  decider: person,
  holds: (state) => claimsOf(state).map((claim) => ({ kind: 'take', claim })),
});
