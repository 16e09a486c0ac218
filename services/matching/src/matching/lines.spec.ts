import { describe, expect, it } from '@jest/globals';
import type { PersonId } from '@telemachy/contracts';
import { linesOf } from './lines.ts';

const person = (name: string, manager?: string) => ({
  personId: name as PersonId,
  signInKeys: [`key of ${name}`],
  ...(manager === undefined ? {} : { managerKey: `key of ${manager}` }),
});
const of = async (people: ReturnType<typeof person>[], others: ReturnType<typeof person>[] = []) => {
  const find = async (keys: readonly string[]) => others.filter(({ signInKeys }) => keys.includes(signInKeys[0]!));
  return linesOf(new Map(people.map((one) => [one.personId, one])), find);
};

describe('reporting lines', () => {
  it('go up through people who take no part themselves', async () => {
    const lines = await of([person('ana', 'ben'), person('dan')], [person('ben', 'cleo'), person('cleo', 'dan')]);
    expect([...lines]).toEqual([['ana', ['ben', 'cleo', 'dan']]]);
  });

  it('end where nobody is known, and do not go round in circles', async () => {
    expect([...(await of([person('ana', 'ghost')]))]).toEqual([['ana', []]]);
    const lines = await of([person('ana', 'ben'), person('ben', 'ana')]);
    expect([...lines]).toEqual([
      ['ana', ['ben']],
      ['ben', ['ana']],
    ]);
  });
});
