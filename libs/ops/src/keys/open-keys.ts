import {
  masterKeyFrom,
  masterKeyFromFile,
  mongoKeyStorage,
  openKeyVault,
  prepareKeyStorage,
  type MasterKey,
} from '@telemachy/privacy';
import type { Db } from 'mongodb';
import type { OpenedKeys } from './keys.ts';

/** What of the environment names the master keys, as services read it: with commas between, the first wraps. */
export type MasterKeySettings = {
  readonly TELEMACHY_MASTER_KEY?: string | undefined;
  readonly TELEMACHY_MASTER_KEY_FILE?: string | undefined;
};

const listed = (text = ''): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** The master keys that are named; the first one wraps. @throws MasterKeyRefused; Error where none is named */
export const masterKeysIn = async (settings: MasterKeySettings): Promise<readonly [MasterKey, ...MasterKey[]]> => {
  const files = await Promise.all(listed(settings.TELEMACHY_MASTER_KEY_FILE).map(masterKeyFromFile));
  const texts = listed(settings.TELEMACHY_MASTER_KEY).map((text) => masterKeyFrom(text, 'TELEMACHY_MASTER_KEY'));
  const [first, ...others] = [...files, ...texts];
  if (first === undefined)
    throw new Error('set TELEMACHY_MASTER_KEY_FILE or TELEMACHY_MASTER_KEY, as the services have it');
  return [first, ...others];
};

/** @throws MasterKeyRefused, WrongMasterKey, RestoreUnfinished, KeysUnavailable; Error where none is named */
export const openKeysIn = async (db: Db, settings: MasterKeySettings): Promise<OpenedKeys> => {
  const masters = await masterKeysIn(settings);
  await prepareKeyStorage(db);
  const storage = mongoKeyStorage(db);
  const vault = await openKeyVault({ storage, masters });
  return { vault, storage, masters: masters.map(({ id }) => id) };
};
