import { claimSource, type ClaimChange } from '@telemachy/event-store';
import type { PersonFact } from '@telemachy/contracts/matching';
import { person, type Person } from '../domain/person.ts';

/** Keys that no stream's id makes unique: an employee id beside an e-mail address, and one alone, which the other kind may meet. */
const claimsOf = (state: Person): readonly string[] => {
  if (state.status === 'unknown') return [];
  const { signInKeys, hr } = state;
  return (hr.email === undefined ? signInKeys : signInKeys.slice(1)).map((key) => `signs-in/${key}`);
};

/** Nobody has another person's employee id: two people under one sign-in would both be nobody. */
export const personClaims = (_facts: readonly PersonFact[], before: Person, after: Person): readonly ClaimChange[] => {
  const [held, wanted] = [claimsOf(before), claimsOf(after)];
  return [
    ...held.filter((claim) => !wanted.includes(claim)).map((claim): ClaimChange => ({ kind: 'release', claim })),
    ...wanted.filter((claim) => !held.includes(claim)).map((claim): ClaimChange => ({ kind: 'take', claim })),
  ];
};

/** What a person holds by their facts alone. */
export const peopleHold = claimSource<Person, PersonFact>({
  kind: 'person',
  decider: person,
  holds: (state) => claimsOf(state).map((claim) => ({ kind: 'take', claim })),
});
