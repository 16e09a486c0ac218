import { randomUUID } from 'node:crypto';
import type { Ask } from '../answers-to.ts';
import type { BackupAnswer, StoresWritten } from './backup.ts';

type Did<Step extends BackupAnswer['did']> = Extract<BackupAnswer, { did: Step }>;

const later = (one: string, other: string): number => {
  const [[t = 0, i = 0], [u = 0, j = 0]] = [one.split('.').map(Number), other.split('.').map(Number)];
  return t - u || i - j;
};

/**
 * Takes a backup of a platform that goes on: all services begin, all stores are written as they were at one moment, then the keys, so that no fact lacks its
 * own, and last what says that the backup is whole. A step that fails ends it, and what was written is no backup.
 */
export const takeBackup = async (
  args: readonly string[],
  ask: Ask,
  everyService: readonly string[],
): Promise<readonly unknown[]> => {
  const step = async <Step extends BackupAnswer['did']>(
    of: string,
    words: readonly [Step, ...string[]],
    input?: string,
  ): Promise<Did<Step> | undefined> =>
    (await ask(of, ['backup', ...words, ...args], input))[0] as Did<Step> | undefined;
  const [first = ''] = everyService;

  const begun = await Promise.all(everyService.map((service) => step(service, ['begin'])));
  const moments = begun.flatMap((one) => (one === undefined ? [] : [one.moment]));
  if (moments.length < everyService.length) return [];
  // After what the last of them wrote into its audit.
  const moment = moments.toSorted(later).at(-1) ?? '';
  const stores = await Promise.all(everyService.map((service) => step(service, ['store', moment])));
  const services = stores.flatMap((one) => (one === undefined ? [] : [one.store]));
  if (services.length < everyService.length) return [];
  const id = randomUUID();
  const keys = await step(first, ['keys', id]);
  if (keys === undefined) return [];
  const written: StoresWritten = { id, moment, services };
  const finished = await step(first, ['finish'], JSON.stringify(written));
  return finished === undefined ? [] : [finished, keys];
};
