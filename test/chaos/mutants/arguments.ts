import { parseArgs } from 'node:util';
import { mutants } from './mutants.ts';

export type Asked = {
  /** All where none is named. */
  readonly only: readonly string[] | undefined;
  readonly seeds: string;
  readonly json: boolean;
};

export const usage = 'usage: npm run chaos -- mutants [--only name,name] [--seeds N] [--json]';

/** @throws Error that says what is wrong and how it is used */
export const asked = (args: readonly string[]): Asked => {
  const { only, seeds, json } = parse(args);
  const names = only?.split(',');
  const unknown = names?.filter((name) => !mutants.some((mutant) => mutant.name === name)) ?? [];
  if (unknown.length > 0)
    throw new Error(
      `no planted bug is called ${unknown.join(', ')}; there are: ${mutants.map(({ name }) => name).join(', ')}`,
    );
  if (!/^[1-9]\d*$/.test(seeds)) throw new Error(`--seeds is a whole number from 1, not "${seeds}"\n${usage}`);
  return { only: names, seeds, json };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        seeds: { type: 'string', default: '500' },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
};
