import { parseArgs } from 'node:util';
import { sizes, type SizeName } from './sizes.ts';

export const partNames = [
  'append',
  'relay',
  'clients',
  'projection',
  'rebuild',
  'http',
  'growth',
  'audit',
  'limits',
] as const;
export type PartName = (typeof partNames)[number];

export type Asked = {
  readonly parts: readonly PartName[];
  readonly json: boolean;
  readonly write: boolean;
  readonly size: SizeName;
};

export const usage = `usage: npm run bench -- [${partNames.join('|')} …] [--json] [--write] [--size ${Object.keys(sizes).join('|')}]`;

/** @throws Error that says what is wrong and how it is used */
export const asked = (args: readonly string[]): Asked => {
  const { values, positionals } = parse(args);
  const unknown = positionals.filter((name) => !isPart(name));
  if (unknown.length > 0) throw new Error(`there is no part "${unknown.join('", "')}"\n${usage}`);
  const { size, json, write } = values;
  if (!isSize(size)) throw new Error(`there is no size "${size}"\n${usage}`);
  if (write && (positionals.length > 0 || size !== 'full'))
    throw new Error('the page holds one whole run: --write goes with no part and no other size');
  return { parts: positionals.length > 0 ? positionals.filter(isPart) : partNames, json, write, size };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        size: { type: 'string', default: 'full' },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
};

const isPart = (name: string): name is PartName => (partNames as readonly string[]).includes(name);
const isSize = (name: string): name is SizeName => Object.hasOwn(sizes, name);
