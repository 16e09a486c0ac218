import type { PersonId } from '@telemachy/contracts';
import type { Caller, People } from '../access/caller.ts';
import type { ReadModel } from '../read-models/read-models.ts';

const most = 10_000;
/** A key may become another person's. Whoever had it is asked about anew after this long. */
const rememberedMs = 5000;

/** Finds callers in a service's own `people` read model, and remembers for a few seconds who was found. */
export class PeopleFound implements People {
  readonly #people: Pick<ReadModel<{ readonly personId: PersonId }>, 'all'>;
  readonly #now: () => number;
  readonly #known = new Map<string, { readonly person: PersonId; readonly until: number }>();

  constructor(people: Pick<ReadModel<{ readonly personId: PersonId }>, 'all'>, now = () => performance.now()) {
    this.#people = people;
    this.#now = now;
  }

  async personOf({ tenant, signInKeys }: Caller): Promise<PersonId | undefined> {
    if (signInKeys.length === 0) return undefined;
    const key = [tenant, ...signInKeys].join('|');
    const known = this.#known.get(key);
    if (known !== undefined && this.#now() < known.until) return known.person;
    const found = await this.#people.all(tenant, { signInKeys: { $in: signInKeys } });
    this.#known.delete(key);
    // Two people under one sign-in: nobody may guess which of them is asking.
    const [person, other] = new Set(found.map(({ personId }) => personId));
    if (person === undefined || other !== undefined) return undefined;
    if (this.#known.size >= most) this.#known.clear();
    this.#known.set(key, { person, until: this.#now() + rememberedMs });
    return person;
  }
}
