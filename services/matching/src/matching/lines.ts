import type { PersonId } from '@telemachy/contracts';

type Reporting = {
  readonly personId: PersonId;
  readonly signInKeys: readonly string[];
  readonly managerKey?: string | undefined;
};

/** Higher than any organization; a circle ends earlier, where nobody new is found. */
const highest = 30;
const atOnce = 500;

/**
 * Everybody's reporting line, nearest first, as far as it is known.
 * @param find people who sign in by one of these keys, at most 500 keys a time
 */
export const linesOf = async (
  people: ReadonlyMap<PersonId, Reporting>,
  find: (signInKeys: readonly string[]) => Promise<readonly Reporting[]>,
): Promise<ReadonlyMap<PersonId, readonly PersonId[]>> => {
  const byKey = new Map<string, Reporting>();
  const learn = (person: Reporting): void => person.signInKeys.forEach((key) => byKey.set(key, person));
  people.forEach(learn);
  let wanted = unknown([...people.values()], byKey);
  for (let level = 0; level < highest && wanted.length > 0; level += 1) {
    const found: Reporting[] = [];
    for (let from = 0; from < wanted.length; from += atOnce)
      found.push(...(await find(wanted.slice(from, from + atOnce))));
    found.forEach(learn);
    wanted = unknown(found, byKey);
  }
  return new Map(
    [...people.values()]
      .filter(({ managerKey }) => managerKey !== undefined)
      .map((person) => [person.personId, lineOf(person, byKey)]),
  );
};

const unknown = (people: readonly Reporting[], byKey: ReadonlyMap<string, Reporting>): string[] => [
  ...new Set(
    people.flatMap(({ managerKey }) => (managerKey === undefined || byKey.has(managerKey) ? [] : [managerKey])),
  ),
];

const lineOf = (person: Reporting, byKey: ReadonlyMap<string, Reporting>): readonly PersonId[] => {
  const line: PersonId[] = [];
  let above = person.managerKey === undefined ? undefined : byKey.get(person.managerKey);
  while (above !== undefined && above.personId !== person.personId && !line.includes(above.personId)) {
    line.push(above.personId);
    above = above.managerKey === undefined ? undefined : byKey.get(above.managerKey);
  }
  return line;
};
