import type { BackupAnswer } from '../backup/backup.ts';
import type { KeysManifest, StoresManifest } from '../backup/manifest.ts';
import type { RestoreAnswer } from '../restore/restore.ts';
import type { ExportedTombstones } from '../restore/tombstones.ts';

const count = (value: number): string => value.toLocaleString('en');

export type TakenBackup = {
  /** It came to its end: its manifests are written. */
  readonly whole: boolean;
  readonly folder?: string;
  readonly keysFolder?: string;
  readonly stores?: StoresManifest;
  readonly keys?: KeysManifest;
};

export const joinedBackup = (answers: readonly unknown[]): TakenBackup => {
  const all = answers as readonly BackupAnswer[];
  const finished = all.find((answer) => answer.did === 'finish');
  const keys = all.find((answer) => answer.did === 'keys');
  if (finished === undefined || keys === undefined) return { whole: false };
  return { whole: true, folder: finished.folder, keysFolder: keys.folder, stores: finished.stores, keys: keys.keys };
};

const heldIn = (files: KeysManifest['files']): string => {
  const [documents, bytes] = [files.map((one) => one.documents), files.map((one) => one.bytes)].map((all) =>
    all.reduce((sum, one) => sum + one, 0),
  );
  return `${count(documents ?? 0)} documents in ${count(bytes ?? 0)} bytes`;
};

/** What a backup holds, for a person to read. */
export const printedBackup = ({ folder = '', keysFolder = '', stores, keys }: TakenBackup): string => {
  if (stores === undefined || keys === undefined) return '';
  return [
    `backup ${stores.id} of ${stores.takenAt}`,
    ...stores.services.map(
      ({ service, position, files }) => `  ${service.padEnd(14)} up to position ${count(position)}, ${heldIn(files)}`,
    ),
    `  ${'keys'.padEnd(14)} ${heldIn(keys.files)}, ${count(keys.tombstones)} tombstones; wrapped by the master key ${keys.masters.join(', ') || 'of nobody yet'}, which is NOT in it`,
    `Keep ${keysFolder} apart from ${folder}: who has both and the master key reads all.`,
  ].join('\n');
};

export type RestoredBackup = {
  /** It came to its end: services may be started. */
  readonly whole: boolean;
  readonly backup?: string;
  readonly takenAt?: string;
  readonly stores: readonly { readonly service: string; readonly position: number; readonly documents: number }[];
  readonly keys: number;
  readonly tombstones: number;
  /** Keys of people who had been forgotten after the backup, destroyed again. */
  readonly destroyed: number;
  readonly topics: readonly string[];
  readonly readModels: readonly string[];
};

type Made =
  | RestoreAnswer
  | { readonly did: 'fill'; readonly topic: string }
  | { readonly did: 'rebuild'; readonly built: string; readonly service: string };

export const joinedRestore = (answers: readonly unknown[]): RestoredBackup => {
  const all = answers as readonly Made[];
  const plan = all.find((answer) => answer.did === 'check')?.plan;
  const applied = all.find((answer) => answer.did === 'tombstones');
  return {
    whole: all.some(({ did }) => did === 'open'),
    ...(plan === undefined ? {} : { backup: plan.id, takenAt: plan.takenAt }),
    stores: all.flatMap((answer) =>
      answer.did === 'store'
        ? [{ service: answer.service, position: answer.position, documents: answer.documents }]
        : [],
    ),
    keys: all.find((answer) => answer.did === 'keys')?.documents ?? 0,
    tombstones: applied?.tombstones ?? 0,
    destroyed: applied?.destroyed ?? 0,
    topics: all.flatMap((answer) => (answer.did === 'fill' ? [answer.topic] : [])),
    readModels: all.flatMap((answer) => (answer.did === 'rebuild' ? [`${answer.service} ${answer.built}`] : [])),
  };
};

/** What was put back, for a person to read. */
export const printedRestore = (restored: RestoredBackup): string => {
  const { whole, backup, takenAt = '', stores, keys, tombstones, destroyed, topics, readModels } = restored;
  if (backup === undefined) return '';
  return [
    `backup ${backup} of ${takenAt}`,
    `  ${'keys'.padEnd(14)} ${count(keys)} documents`,
    ...stores.map(
      ({ service, position, documents }) =>
        `  ${service.padEnd(14)} up to position ${count(position)}, ${count(documents)} documents`,
    ),
    `  ${count(tombstones)} were forgotten; the keys of ${count(destroyed)} had come back and are destroyed again`,
    `  topics ${topics.join(', ') || 'none'}; ${readModels.length} read models folded`,
    whole
      ? 'restored: start the services, then npm run ops -- verify'
      : 'NOT finished: no service begins to work on it; the same command with --replace begins anew',
  ].join('\n');
};

/** For a person to read. */
export const printedTombstones = ({ file, tombstones }: ExportedTombstones): string =>
  `${count(tombstones)} tombstones in ${file}: keep it where no backup lies, and give it to a restore by --tombstones`;
