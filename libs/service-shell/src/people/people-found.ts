import type { PersonId } from '@telemachy/contracts';
import type { SignIn } from '@telemachy/contracts/matching';
import { eachTenant, groupReads } from '@telemachy/event-store';
import type { Caller, People } from '../access/caller.ts';
import type { ReadModel } from '../read-models/read-models.ts';

type Known = SignIn & { readonly personId: PersonId };
type Asked = Pick<Caller, 'tenant' | 'signInKeys'>;
/** Somebody who has one of a caller's sign-in keys now or had it before. */
type Met = { readonly asked: string; readonly person: Known };

/** Callers in one question: few enough that all who ever had one of their keys fit an answer. */
const mostCallers = 50;
const nameOf = ({ tenant, signInKeys }: Asked): string => [tenant, ...signInKeys].join('|');
const keysOf = (person: Known): readonly string[] => [...person.signInKeys, ...person.formerSignInKeys];

/**
 * Finds callers in a service's own `people` read model, anew for each request: who was remembered could be the one who had the key before. Those who ask
 * at once are answered by one read. A key that was another person's earlier counts only in a token issued since it changed hands; one that nobody had
 * before counts in older ones too, since people sign in before they are imported.
 */
export class PeopleFound implements People {
  readonly #people: Pick<ReadModel<Known>, 'all'>;
  readonly #met = groupReads<Asked, Met>({
    read: (callers) => eachTenant(callers, (tenant, some) => this.#metBy(tenant, some)),
    nameOfKey: nameOf,
    nameOfFound: ({ asked }) => asked,
    mostKeys: mostCallers,
  });

  constructor(people: Pick<ReadModel<Known>, 'all'>) {
    this.#people = people;
  }

  async personOf({ tenant, signInKeys, issuedAt = -Infinity }: Caller): Promise<PersonId | undefined> {
    if (signInKeys.length === 0) return undefined;
    const found = (await this.#met.ask({ tenant, signInKeys })).map(({ person }) => person);
    const counts = (person: Known, key: string): boolean =>
      person.signInKeys.includes(key) &&
      (!changedHands(found, person, key) || issuedAt >= Date.parse(person.heldSince[key] ?? ''));
    const holders = found.filter((person) => signInKeys.some((key) => counts(person, key)));
    // Two people under one sign-in: nobody may guess which of them is asking.
    const [person, other] = new Set(holders.map(({ personId }) => personId));
    return other === undefined ? person : undefined;
  }

  async #metBy(tenant: string, callers: readonly Asked[]): Promise<Met[]> {
    const asked = { $in: callers.flatMap(({ signInKeys }) => signInKeys) };
    const people = await this.#people.all(tenant, { $or: [{ signInKeys: asked }, { formerSignInKeys: asked }] });
    const byKey = Map.groupBy(
      people.flatMap((person) => keysOf(person).map((key) => ({ key, person }))),
      ({ key }) => key,
    );
    return callers.flatMap((caller) => {
      const met = new Set(caller.signInKeys.flatMap((key) => byKey.get(key) ?? []).map(({ person }) => person));
      return [...met].map((person) => ({ asked: nameOf(caller), person }));
    });
  }
}

const changedHands = (found: readonly Known[], { personId }: Known, key: string): boolean =>
  found.some((other) => other.personId !== personId && other.formerSignInKeys.includes(key));
