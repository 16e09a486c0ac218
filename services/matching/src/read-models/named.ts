import { PersonId } from '@telemachy/contracts';
import { idOf } from '@telemachy/projections';
import { z } from 'zod';
import type { Persons } from '../tokens.ts';
import type { PersonDocument } from './people/people.projection.ts';

/** Somebody as others see them: a name and nothing else. */
export const NamedPerson = z.object({ personId: PersonId, name: z.string() }).meta({ id: 'NamedPerson' });
export type NamedPerson = z.infer<typeof NamedPerson>;

export const nameOf = ({ givenName, familyName }: Pick<PersonDocument, 'givenName' | 'familyName'>): string =>
  `${givenName} ${familyName}`.trim();

/** People by id, at most 1000 of them; who is not there is not in the map. */
export const peopleById = async (
  persons: Pick<Persons, 'all'>,
  tenant: string,
  ids: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, PersonDocument>> => {
  const found = await persons.all(tenant, { _id: { $in: [...new Set(ids)].map((id) => idOf(tenant, id)) } });
  return new Map(found.map((person) => [person.personId, person]));
};

/** Names by id; somebody who is not known here yet has an empty one. */
export const namesOf = async (
  persons: Pick<Persons, 'all'>,
  tenant: string,
  ids: readonly PersonId[],
): Promise<(id: PersonId) => NamedPerson> => {
  const people = await peopleById(persons, tenant, ids);
  return (personId) => {
    const person = people.get(personId);
    return { personId, name: person === undefined ? '' : nameOf(person) };
  };
};
