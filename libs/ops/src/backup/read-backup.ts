import { resolve } from 'node:path';
import { readOptions } from '../read-options.ts';

export type BackupAsked = {
  /** Of the stores, and of the keys: a folder of its own inside, unless told otherwise. */
  readonly folder: string;
  readonly keysFolder: string;
};

/** The operator's words. @throws Error naming what does not do */
export const readBackup = (args: readonly string[]): BackupAsked => {
  const { values, positionals } = readOptions('backup', args, { keys: { type: 'string' } });
  const [folder, more] = positionals;
  if (folder === undefined || folder === '') throw new Error('backup takes the folder to write into: backup DIR');
  if (more !== undefined) throw new Error(`backup takes one folder, and not "${more}" as well`);
  if (values.keys === '') throw new Error('--keys names no folder');
  return { folder: resolve(folder), keysFolder: resolve(values.keys ?? `${folder}/keys`) };
};

/** What is asked of one service's entry, in this order: every service begins, each writes its store, then one writes the keys, and finishes. */
export type BackupStep =
  | { readonly does: 'begin' | 'moment' }
  | { readonly does: 'store'; readonly moment: string }
  | { readonly does: 'keys'; readonly id: string }
  | { readonly does: 'finish' };

/** The words of the command to an entry: the step, what it needs, then the operator's. @throws Error */
export const readBackupStep = ([does, ...words]: readonly string[]): BackupStep & BackupAsked => {
  const [given = '', ...rest] = words;
  if (does === 'begin' || does === 'moment' || does === 'finish') return { does, ...readBackup(words) };
  if (does === 'store' && /^\d+\.\d+$/.test(given)) return { does, moment: given, ...readBackup(rest) };
  if (does === 'keys' && given !== '') return { does, id: given, ...readBackup(rest) };
  throw new Error(
    'usage: backup begin DIR | moment DIR | store MOMENT DIR | keys ID DIR | finish DIR, with --keys DIR',
  );
};
