import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

export type Asked = {
  readonly seeds: number;
  readonly from: number;
  /** Both where none is named. */
  readonly mode: 'safety' | 'liveness' | undefined;
  /** Ends with the first seed that fails. */
  readonly first: boolean;
  readonly jobs: number;
  readonly json: boolean;
};

export const usage =
  'usage: npm run chaos -- simulate [--seeds N] [--from N] [--mode safety|liveness] [--first] [--jobs N] [--json]';

/** @throws Error that says what is wrong and how it is used */
export const asked = (args: readonly string[]): Asked => {
  const { seeds, from, jobs, mode, first, json } = parse(args);
  if (mode !== undefined && mode !== 'safety' && mode !== 'liveness')
    throw new Error(`--mode is safety or liveness, not "${mode}"\n${usage}`);
  return {
    seeds: wholeNumber('seeds', seeds),
    from: wholeNumber('from', from),
    jobs: Math.min(wholeNumber('jobs', jobs), wholeNumber('seeds', seeds)),
    mode,
    first,
    json,
  };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seeds: { type: 'string', default: '2000' },
        from: { type: 'string', default: '1' },
        mode: { type: 'string' },
        first: { type: 'boolean', default: false },
        jobs: { type: 'string', default: String(availableParallelism()) },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
};

const wholeNumber = (option: string, given: string): number => {
  const number = Number(given);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${option} is a whole number from 1, not "${given}"\n${usage}`);
};
