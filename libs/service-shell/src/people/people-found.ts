import type { PersonId } from '@telemachy/contracts';
import type { Caller, People } from '../access/caller.ts';
import type { ReadModel } from '../read-models/read-models.ts';

const most = 10_000;

/** Finds callers in a service's own `people` read model. Who was found once is remembered, since a person's sign-in keys say the same for ever. */
export class PeopleFound implements People {
  readonly #people: Pick<ReadModel<{ readonly personId: PersonId }>, 'all'>;
  readonly #known = new Map<string, PersonId>();

  constructor(people: Pick<ReadModel<{ readonly personId: PersonId }>, 'all'>) {
    this.#people = people;
  }

  async personOf({ tenant, signInKeys }: Caller): Promise<PersonId | undefined> {
    if (signInKeys.length === 0) return undefined;
    const key = [tenant, ...signInKeys].join('|');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = await this.#people.all(tenant, { signInKeys: { $in: signInKeys } });
    // Two people under one sign-in: nobody may guess which of them is asking.
    const [person, other] = new Set(found.map(({ personId }) => personId));
    if (person === undefined || other !== undefined) return undefined;
    if (this.#known.size >= most) this.#known.clear();
    this.#known.set(key, person);
    return person;
  }
}
