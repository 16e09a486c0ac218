import { masterKeyFrom, masterKeyFromFile, mongoKeyStorage, openKeyVault, prepareKeyStorage } from '@telemachy/privacy';
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

/** @throws MasterKeyRefused, WrongMasterKey, KeysUnavailable; Error where none is named */
export const openKeysIn = async (db: Db, settings: MasterKeySettings): Promise<OpenedKeys> => {
  const files = await Promise.all(listed(settings.TELEMACHY_MASTER_KEY_FILE).map(masterKeyFromFile));
  const texts = listed(settings.TELEMACHY_MASTER_KEY).map((text) => masterKeyFrom(text, 'TELEMACHY_MASTER_KEY'));
  const [first, ...others] = [...files, ...texts];
  if (first === undefined)
    throw new Error('set TELEMACHY_MASTER_KEY_FILE or TELEMACHY_MASTER_KEY, as the services have it');
  await prepareKeyStorage(db);
  const storage = mongoKeyStorage(db);
  const vault = await openKeyVault({ storage, masters: [first, ...others] });
  return { vault, storage, masters: [first, ...others].map(({ id }) => id) };
};
