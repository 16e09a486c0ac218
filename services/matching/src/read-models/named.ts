import { PersonId } from '@telemachy/contracts';
import { z } from 'zod';
import type { HrFacts } from '@telemachy/contracts/matching';

/** Somebody as others see them: a name and nothing else. */
export const NamedPerson = z.object({ personId: PersonId, name: z.string() }).meta({ id: 'NamedPerson' });
export type NamedPerson = z.infer<typeof NamedPerson>;

export const nameOf = ({ givenName, familyName }: Pick<HrFacts, 'givenName' | 'familyName'>): string =>
  `${givenName} ${familyName}`.trim();
