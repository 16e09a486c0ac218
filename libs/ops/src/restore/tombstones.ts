import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { mongoKeyStorage } from '@telemachy/privacy';
import type { Installation } from '../installation.ts';
import { readOptions } from '../read-options.ts';
import { tombstoneLine } from './read-tombstones.ts';

export type ExportedTombstones = { readonly did: 'export'; readonly file: string; readonly tombstones: number };

/** @throws Error naming what does not do */
export const readTombstonesAsked = (args: readonly string[]): { readonly file: string } => {
  const [does, file, more] = readOptions('tombstones', args, {}).positionals;
  if (does !== 'export' || file === undefined) throw new Error('tombstones takes export FILE');
  if (more !== undefined) throw new Error(`tombstones export takes one file, and not "${more}" as well`);
  return { file: resolve(file) };
};

/** Writes who was forgotten into a file: ids and instants, no key and no word. @throws Error where the file is there */
export const exportTombstones = async (
  { keysDatabase }: Pick<Installation, 'keysDatabase'>,
  { file }: { readonly file: string },
): Promise<ExportedTombstones> => {
  const handle = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Error(`${file} is there already: name another one, an earlier ledger is not overwritten`, {
      cause: error,
    });
  });
  let tombstones = 0;
  try {
    for await (const one of mongoKeyStorage(keysDatabase).tombstones()) {
      await handle.write(`${tombstoneLine(one)}\n`);
      tombstones += 1;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { did: 'export', file, tombstones };
};
