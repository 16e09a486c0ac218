import { readOptions } from '../read-options.ts';

export type RebuildAsked = {
  readonly readModel: string | undefined;
  readonly from: 'store' | 'topic';
  /** Go back to the generation that was live before, instead of building one. */
  readonly rollback: boolean;
  readonly accept: boolean;
  readonly anew: boolean;
  readonly keep: boolean;
};

const options = {
  from: { type: 'string', default: 'store' },
  rollback: { type: 'boolean', default: false },
  accept: { type: 'boolean', default: false },
  anew: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
} as const;

/** @throws Error naming what does not do */
export const readRebuild = (args: readonly string[]): RebuildAsked => {
  const { values, positionals } = readOptions('rebuild', args, options);
  const { from, rollback, accept, anew, keep } = values;
  if (from !== 'store' && from !== 'topic') throw new Error(`--from takes store or topic, not "${from}"`);
  const [readModel, more] = positionals;
  if (more !== undefined) throw new Error(`one read model at a time: "${readModel}" or "${more}"`);
  return { readModel, from, rollback, accept, anew, keep };
};
