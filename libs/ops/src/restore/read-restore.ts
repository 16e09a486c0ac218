import { resolve } from 'node:path';
import { readOptions } from '../read-options.ts';

export type RestoreAsked = {
  readonly folder: string;
  readonly keysFolder: string;
  /** What is there may be lost. */
  readonly replace: boolean;
  /** Files, or folders of keys of newer backups, that tell who was forgotten. */
  readonly tombstones: readonly string[];
  /** There are none, says the operator. */
  readonly withoutTombstones: boolean;
};

const options = {
  keys: { type: 'string' },
  replace: { type: 'boolean', default: false },
  tombstones: { type: 'string', multiple: true, default: [] as string[] },
  'without-tombstones': { type: 'boolean', default: false },
} as const;

/** The operator's words. @throws Error naming what does not do */
export const readRestore = (args: readonly string[]): RestoreAsked => {
  const { values, positionals } = readOptions('restore', args, options);
  const [folder, more] = positionals;
  const { keys, replace, tombstones, 'without-tombstones': withoutTombstones } = values;
  if (folder === undefined || folder === '') throw new Error('restore takes the folder of a backup: restore DIR');
  if (more !== undefined) throw new Error(`restore takes one folder, and not "${more}" as well`);
  if (keys === '') throw new Error('--keys names no folder');
  if (tombstones.includes('')) throw new Error('--tombstones names no file');
  if (withoutTombstones && tombstones.length > 0)
    throw new Error('--tombstones and --without-tombstones contradict each other');
  return {
    folder: resolve(folder),
    keysFolder: resolve(keys ?? `${folder}/keys`),
    replace,
    tombstones: tombstones.map((file) => resolve(file)),
    withoutTombstones,
  };
};

const steps = ['check', 'keys', 'store', 'tombstones', 'models', 'finish', 'open'] as const;
/** What is asked of the services' entries, in this order; topics are rebuilt before the read models that `models` names. */
export type RestoreStep = { readonly does: (typeof steps)[number] };

/** The words of the command to an entry. @throws Error */
export const readRestoreStep = ([does, ...words]: readonly string[]): RestoreStep & RestoreAsked => {
  const step = steps.find((one) => one === does);
  if (step === undefined) throw new Error(`usage: restore ${steps.join(' | ')} DIR, with the options of restore`);
  return { does: step, ...readRestore(words) };
};
