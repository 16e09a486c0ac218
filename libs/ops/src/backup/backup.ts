import { text } from 'node:stream/consumers';
import { storeFormat } from '@telemachy/event-store';
import type { Installation } from '../installation.ts';
import type { Registration } from '../registration.ts';
import { backupKeys } from './backup-keys.ts';
import { backupStore } from './backup-store.ts';
import { beginBackup, type BegunBackup } from './begin-backup.ts';
import { backupFormat, StoresManifest, writeManifest, type KeysManifest, type ServiceBackup } from './manifest.ts';
import type { BackupAsked, BackupStep } from './read-backup.ts';
import { momentFrom, momentNow, momentText, MomentUnreadable } from './read-at.ts';
import { toolVersion } from './tool-version.ts';

export type BackupAnswer =
  | ({ readonly did: 'begin' } & BegunBackup)
  | { readonly did: 'moment'; readonly moment: string }
  /** Nothing where that moment cannot be read any more, or not yet: a later one will do. */
  | { readonly did: 'store'; readonly store?: ServiceBackup }
  | { readonly did: 'keys'; readonly keys: KeysManifest; readonly folder: string }
  | { readonly did: 'finish'; readonly stores: StoresManifest; readonly folder: string };

/** What the manifest of the stores is made of. */
export type StoresWritten = Pick<StoresManifest, 'id' | 'moment' | 'services'>;

/** One step of a backup, in one service's entry. @param input what the last step is told of the ones before */
export const backup = async (
  registration: Registration,
  installation: Pick<Installation, 'databaseOf' | 'topicOf' | 'generationOf' | 'log' | 'keysDatabase'>,
  asked: BackupStep & BackupAsked,
  input: AsyncIterable<Buffer | string>,
): Promise<BackupAnswer> => {
  const { folder, keysFolder } = asked;
  switch (asked.does) {
    case 'begin':
      return { did: 'begin', ...(await beginBackup(registration.service.name, installation, folder)) };
    case 'moment':
      return { did: 'moment', moment: momentText(await momentNow(installation.databaseOf(registration.service.name))) };
    case 'store':
      try {
        return { did: 'store', store: await backupStore(registration, installation, folder, asked.moment) };
      } catch (error) {
        if (error instanceof MomentUnreadable) return { did: 'store' };
        throw error;
      }
    case 'keys':
      return { did: 'keys', keys: await backupKeys(installation, keysFolder, asked.id), folder: keysFolder };
    case 'finish': {
      const written = JSON.parse(await text(input)) as StoresWritten;
      const stores = StoresManifest.parse({
        kind: 'telemachy-stores',
        format: backupFormat,
        tool: toolVersion,
        takenAt: new Date(momentFrom(written.moment).t * 1_000).toISOString(),
        storeFormat,
        ...written,
      });
      await writeManifest(folder, stores);
      return { did: 'finish', stores, folder };
    }
  }
};
