import type { PersonId } from '@telemachy/contracts';
import type { SignIn } from '@telemachy/contracts/matching';
import type { Caller, People } from '../access/caller.ts';
import type { ReadModel } from '../read-models/read-models.ts';

type Known = SignIn & { readonly personId: PersonId };

/**
 * Finds callers in a service's own `people` read model, anew for each request: who was remembered could be the one who had the key before. A key that
 * was another person's earlier counts only in a token issued since it changed hands; one that nobody had before counts in older ones too, since people
 * sign in before they are imported.
 */
export class PeopleFound implements People {
  readonly #people: Pick<ReadModel<Known>, 'all'>;

  constructor(people: Pick<ReadModel<Known>, 'all'>) {
    this.#people = people;
  }

  async personOf({ tenant, signInKeys, issuedAt = -Infinity }: Caller): Promise<PersonId | undefined> {
    if (signInKeys.length === 0) return undefined;
    const asked = { $in: signInKeys };
    const found = await this.#people.all(tenant, { $or: [{ signInKeys: asked }, { formerSignInKeys: asked }] });
    const counts = (person: Known, key: string): boolean =>
      person.signInKeys.includes(key) &&
      (!changedHands(found, person, key) || issuedAt >= Date.parse(person.heldSince[key] ?? ''));
    const holders = found.filter((person) => signInKeys.some((key) => counts(person, key)));
    // Two people under one sign-in: nobody may guess which of them is asking.
    const [person, other] = new Set(holders.map(({ personId }) => personId));
    return other === undefined ? person : undefined;
  }
}

const changedHands = (found: readonly Known[], { personId }: Known, key: string): boolean =>
  found.some((other) => other.personId !== personId && other.formerSignInKeys.includes(key));
