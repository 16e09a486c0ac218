import type { Opened, PersonId } from '@telemachy/contracts';
import type { HrFacts } from '@telemachy/contracts/matching';
import { idOf } from '@telemachy/projections';
import { bySomeone, occasionOf, unavailable, type Access, type Words } from '@telemachy/service-shell';
import type { Purpose } from '../../purposes.ts';
import type { Persons } from '../../tokens.ts';
import { nameOf, type NamedPerson } from '../named.ts';
import type { PersonDocument } from './people.projection.ts';

type Asking = Pick<Access, 'caller' | 'person' | 'operation'>;

/** What HR says of somebody, to whom the table of access lets; of who was forgotten it says nothing. */
export type OpenPerson = HrFacts & { readonly personId: PersonId };

const nobody: HrFacts = { givenName: '', familyName: '', attributes: {} };
const show: Purpose = 'show';

const openPerson = ({ personId, hr = nobody }: Opened<PersonDocument>): OpenPerson => ({ ...hr, personId });

/** The people of an organization as answers show them. Whoever asks was permitted before; each opening is written down. @throws Problem 503 while keys are out of reach */
export class OpenPeople {
  readonly #persons: Pick<Persons, 'all' | 'find'>;
  readonly #words: Pick<Words, 'openFor' | 'openForPurpose'>;

  constructor(persons: Pick<Persons, 'all' | 'find'>, words: Pick<Words, 'openFor' | 'openForPurpose'>) {
    this.#persons = persons;
    this.#words = words;
  }

  /** Somebody, for whoever is asking. @param atLeast as `ReadModel.find` */
  async find(asking: Asking, personId: PersonId, atLeast?: string): Promise<OpenPerson | undefined> {
    const found = await this.#persons.find(asking.caller.tenant, personId, bySomeone, atLeast);
    if (found === undefined) return undefined;
    const [opened] =
      asking.person === personId
        ? await this.#words.openFor(asking, [], [found])
        : await this.#words.openForPurpose(show, occasionOf(asking), [found]);
    if (opened?.words === 'sealed') throw unavailable();
    return opened === undefined ? undefined : openPerson(opened);
  }

  /** People by id, at most 1000 of them; who is not there is not in the map. */
  async byId(asking: Asking, ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, OpenPerson>> {
    const { tenant } = asking.caller;
    const found = await this.#persons.all(tenant, { _id: { $in: [...new Set(ids)].map((id) => idOf(tenant, id)) } });
    const opened = await this.#words.openForPurpose(show, occasionOf(asking), found);
    return new Map(opened.map((person) => [person.personId, openPerson(person)]));
  }

  /** Names by id; somebody who is not known here yet, or was forgotten, has an empty one. */
  async namesOf(asking: Asking, ids: readonly PersonId[]): Promise<(id: PersonId) => NamedPerson> {
    const people = await this.byId(asking, ids);
    return (personId) => {
      const person = people.get(personId);
      return { personId, name: person === undefined ? '' : nameOf(person) };
    };
  }
}
