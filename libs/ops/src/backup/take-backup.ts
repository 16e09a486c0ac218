import { randomUUID } from 'node:crypto';
import type { Ask } from '../answers-to.ts';
import type { BackupAnswer, StoresWritten } from './backup.ts';

type Did<Step extends BackupAnswer['did']> = Extract<BackupAnswer, { did: Step }>;

/** How often another moment is looked for, where collections or indexes are being made. */
const tries = 5;

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
  if (begun.includes(undefined)) return [];
  const storesAt = async (moment: string) => {
    const stores = await Promise.all(everyService.map((service) => step(service, ['store', moment])));
    return stores.includes(undefined) ? undefined : stores.flatMap((one) => one?.store ?? []);
  };
  let moment = '';
  let services: StoresWritten['services'] = [];
  for (let tried = 1; services.length < everyService.length; tried += 1) {
    if (tried > tries) throw new Error('collections or indexes are being made all the time: try again later');
    const now = await step(first, ['moment']);
    const stores = now === undefined ? undefined : await storesAt(now.moment);
    if (now === undefined || stores === undefined) return [];
    [moment, services] = [now.moment, stores];
  }
  const id = randomUUID();
  const keys = await step(first, ['keys', id]);
  if (keys === undefined) return [];
  const written: StoresWritten = { id, moment, services };
  const finished = await step(first, ['finish'], JSON.stringify(written));
  return finished === undefined ? [] : [finished, keys];
};
