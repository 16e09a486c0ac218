import { join } from 'node:path';
import { TopicMissing } from '@telemachy/event-log';
import { readSequencerLease, storeFormat } from '@telemachy/event-store';
import { restoreOf } from '@telemachy/privacy';
import type { Db } from 'mongodb';
import {
  BackupRefused,
  checkFiles,
  KeysManifest,
  readManifest,
  StoresManifest,
  type ServiceBackup,
} from '../backup/manifest.ts';
import type { Installation } from '../installation.ts';
import type { RestoreAsked } from './read-restore.ts';
import { readTombstones } from './read-tombstones.ts';

/** A service's topic as the backup knows it, and the one of the same numbers that is before the generation to be made. */
export type TopicMoved = {
  readonly from: string;
  readonly to: string;
  readonly generation: number;
  readonly partitions: number;
};
export type RestorePlan = {
  readonly id: string;
  readonly takenAt: string;
  /** Whether the key database that is there tells who was forgotten. */
  readonly knowsTombstones: boolean;
  readonly topics: Readonly<Record<string, TopicMoved>>;
};

type Whole = Pick<Installation, 'databaseOf' | 'keysDatabase' | 'topicOf' | 'generationOf' | 'log' | 'masters'>;

const list = (names: readonly string[]): string => names.join(', ') || 'none';

/** @throws BackupRefused */
const manifestsOf = async ({ folder, keysFolder }: RestoreAsked, services: readonly string[]) => {
  const stores = await readManifest(folder, StoresManifest, 'stores');
  const keys = await readManifest(keysFolder, KeysManifest, 'keys');
  const held = stores.services.map(({ service }) => service);
  if (held.toSorted().join() !== services.toSorted().join())
    throw new BackupRefused(
      `${folder} holds the stores of ${list(held)}, and this installation has ${list(services)}: it is another one's backup, or another release's`,
    );
  if (stores.storeFormat > storeFormat)
    throw new BackupRefused(
      `${folder} holds event stores of format ${stores.storeFormat}, and this release knows none above ${storeFormat}: restore with the release that took it (${stores.tool})`,
    );
  if (keys.id !== stores.id && keys.takenAt < stores.takenAt)
    throw new BackupRefused(
      `the keys in ${keysFolder} are of ${keys.takenAt} and the stores of ${stores.takenAt}: keys that are older lack those of whoever came since. ` +
        'Name the folder of keys that belongs to this backup, or a newer one, by --keys',
    );
  return { stores, keys };
};

const isEmpty = async (db: Db, collections: readonly string[]): Promise<boolean> => {
  for (const name of collections) if ((await db.collection(name).findOne({})) !== null) return false;
  return true;
};

/** @throws BackupRefused naming the databases that hold something */
const refuseFull = async ({ databaseOf, keysDatabase }: Whole, services: readonly string[]): Promise<void> => {
  const full: string[] = [];
  for (const db of services.map(databaseOf))
    if (!(await isEmpty(db, ['commits', 'audit', 'checkpoints']))) full.push(db.databaseName);
  if (!(await isEmpty(keysDatabase, ['organizations', 'subjects']))) full.push(keysDatabase.databaseName);
  if (full.length > 0)
    throw new BackupRefused(
      `not empty: ${full.join(', ')}. With --replace what is there is lost (take a backup of it first); who was forgotten stays so`,
    );
};

/** @throws BackupRefused while a service works */
const refuseRunning = async ({ databaseOf }: Whole, services: readonly string[]): Promise<void> => {
  for (const service of services) {
    const lease = await readSequencerLease(databaseOf(service));
    if (lease?.held === true)
      throw new BackupRefused(`${service} is at work (${lease.owner}): stop all processes of all services first`);
  }
};

const isThere = async ({ log }: Pick<Whole, 'log'>, topic: string): Promise<boolean> => {
  try {
    await log().endOffsets(topic);
    return true;
  } catch (error) {
    if (error instanceof TopicMissing) return false;
    throw error;
  }
};

/** The next generation is one that Kafka has never seen, whatever was sent there since the backup. */
const movedTopic = async (
  installation: Whole,
  { service, topic: from, generation: then, partitions }: ServiceBackup,
): Promise<TopicMoved> => {
  let generation = Math.max(then, installation.generationOf(service));
  while (await isThere(installation, installation.topicOf(service, generation + 1))) generation += 1;
  return { from, to: installation.topicOf(service, generation), generation, partitions };
};

/**
 * Looks at everything before anything is changed.
 * @param services all of the installation
 * @throws BackupRefused, each with what to do
 */
export const checkRestore = async (
  installation: Whole,
  asked: RestoreAsked,
  services: readonly string[],
): Promise<RestorePlan> => {
  const { folder, keysFolder, replace, tombstones, withoutTombstones } = asked;
  const { stores, keys } = await manifestsOf(asked, services);
  const given = await installation.masters();
  const missing = keys.masters.filter((id) => !given.includes(id));
  if (missing.length > 0)
    throw new BackupRefused(
      `the keys in ${keysFolder} are wrapped by the master key ${list(missing)}, and ${list(given)} was given: name the one that was in use then by TELEMACHY_MASTER_KEY_FILE`,
    );
  await checkFiles(keysFolder, keys.files);
  for (const { service, files } of stores.services) await checkFiles(join(folder, service), files);
  for (const file of tombstones) for await (const _ of readTombstones(file));
  await refuseRunning(installation, services);
  const { keysDatabase } = installation;
  const begun = await restoreOf(keysDatabase);
  const knowsTombstones = begun?.knowsTombstones ?? !(await isEmpty(keysDatabase, ['organizations']));
  if (!replace) await refuseFull(installation, services);
  if (!knowsTombstones && tombstones.length === 0 && !withoutTombstones)
    throw new BackupRefused(
      `nothing here tells who was forgotten since ${stores.takenAt}: give --tombstones FILE (of npm run ops -- tombstones export, or the folder of keys of the newest backup there is), or --without-tombstones where nobody was`,
    );
  const moved: Record<string, TopicMoved> = {};
  for (const one of stores.services) moved[one.service] = await movedTopic(installation, one);
  return { id: stores.id, takenAt: stores.takenAt, knowsTombstones, topics: moved };
};
