import { readOptions } from '../read-options.ts';

export type KeysAsked =
  | { readonly does: 'status' }
  | { readonly does: 'rotate'; readonly what: 'master' }
  | { readonly does: 'rotate'; readonly what: 'organization'; readonly tenant: string };

const options = { master: { type: 'boolean' }, organization: { type: 'string' } } as const;
const takes = 'keys takes status, rotate --master or rotate --organization NAME';

/** @throws Error naming what does not do */
export const readKeys = (args: readonly string[]): KeysAsked => {
  const { values, positionals } = readOptions('keys', args, options);
  const [does, more] = positionals;
  const { master = false, organization: tenant } = values;
  if (more !== undefined) throw new Error(`${takes}; "${more}" is too much`);
  if (does === 'status' && !master && tenant === undefined) return { does };
  if (does !== 'rotate') throw new Error(`${takes}, not "${args.join(' ')}"`);
  if (master === (tenant !== undefined)) throw new Error(`keys rotate takes one of --master and --organization NAME`);
  if (tenant === undefined) return { does, what: 'master' };
  if (tenant === '') throw new Error('--organization names none');
  return { does, what: 'organization', tenant };
};
