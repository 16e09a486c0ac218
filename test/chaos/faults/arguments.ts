import { parseArgs } from 'node:util';
import { plantedBugs } from './crash/planted.ts';

export type Chosen = {
  readonly all: boolean;
  readonly json: boolean;
  readonly seed: number;
  /** Names of faults; none: those of a push, or all. */
  readonly only: readonly string[];
  readonly client: 'kafkajs' | 'platformatic';
  /** A bug that is planted into the services: then there must be violations. */
  readonly plant: string | undefined;
};

export const usage =
  'usage: npm run chaos -- [--all] [--only F3,F7] [--seed N] [--client kafkajs|platformatic] [--plant BUG] [--json]\n' +
  '       npm run chaos -- simulate | mutants';

/** @throws Error that says what is wrong and how it is used */
export const chosen = (args: readonly string[], names: readonly string[]): Chosen => {
  const { all, json, seed, only, client, plant } = parsed(args);
  const number = Number(seed);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--seed is a whole number from 1, not "${seed}"`);
  if (client !== 'kafkajs' && client !== 'platformatic')
    throw new Error(`--client is kafkajs or platformatic, not "${client}"`);
  if (plant !== undefined && !Object.hasOwn(plantedBugs, plant))
    throw new Error(`there is no planted bug "${plant}"; there are ${Object.keys(plantedBugs).join(', ')}`);
  const wanted = only === undefined ? [] : only.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`there is no fault ${unknown.join(', ')}; there are ${names.join(', ')}`);
  return { all, json, seed: number, only: wanted, client, plant };
};

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        all: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        seed: { type: 'string', default: '4711' },
        only: { type: 'string' },
        client: { type: 'string', default: 'kafkajs' },
        plant: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
};
