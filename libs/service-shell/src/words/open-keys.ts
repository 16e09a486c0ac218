import {
  agreeOnTombstones,
  KeysUnavailable,
  masterKeyFrom,
  masterKeyFromFile,
  mongoKeyStorage,
  mongoTombstones,
  MasterKeyRefused,
  openKeyVault,
  prepareKeyStorage,
  type KeyVault,
  type MasterKey,
} from '@telemachy/privacy';
import { ConfigRefused, type ShellConfig } from '../config.ts';
import { openMongo, type Mongo } from '../mongo/connect.ts';

/** Keys for words, which may come later than we do. */
export type Keys = Pick<KeyVault, 'sealingKeyOf' | 'openingKeysOf' | 'destroy'> & {
  /** Reaches the key database, tries the master key, and destroys again what tombstones say; once it could, it changes nothing. @throws KeysUnavailable, RestoreUnfinished, WrongMasterKey */
  open(): Promise<void>;
  close(): Promise<void>;
};

const where = 'TELEMACHY_MASTER_KEY';
const missing = `${where}: is missing, and ${where}_FILE too: 32 bytes are needed, as openssl rand -hex 32 prints them`;

/** Reads what the environment holds at once: what is no key is refused before anything starts. */
const mastersOf = (config: ShellConfig): (() => Promise<readonly MasterKey[]>) => {
  const { TELEMACHY_MASTER_KEY: texts = [], TELEMACHY_MASTER_KEY_FILE: files = [] } = config;
  if (texts.length + files.length === 0) throw new ConfigRefused([missing]);
  try {
    const held = texts.map((text) => masterKeyFrom(text, where));
    return async () => [...(await Promise.all(files.map(masterKeyFromFile))), ...held];
  } catch (error) {
    if (error instanceof MasterKeyRefused) throw new ConfigRefused([error.message]);
    throw error;
  }
};

/**
 * Keys of the installation: beside the services' databases, or wherever `TELEMACHY_KEYS_URI` says.
 * @param beside the service's own database
 * @throws ConfigRefused without a master key
 */
export const openKeys = (config: ShellConfig, appName: string, beside: Mongo): Keys => {
  const masters = mastersOf(config);
  const database = `${config.TELEMACHY_DATABASE_PREFIX}keys`;
  const { TELEMACHY_KEYS_URI: uri } = config;
  const own = uri === undefined ? undefined : openMongo(uri, database, appName);
  const { db } = own ?? { db: beside.db.client.db(database) };
  let opened: KeyVault | undefined;
  const vault = (): KeyVault => {
    if (opened === undefined) throw new KeysUnavailable('the key database was not reached yet');
    return opened;
  };
  return {
    open: async () => {
      if (opened !== undefined) return;
      await (own ?? beside).connect();
      const [first, ...others] = await masters();
      if (first === undefined) throw new ConfigRefused([missing]);
      await prepareKeyStorage(db);
      const storage = mongoKeyStorage(db);
      const vault = await openKeyVault({ storage, masters: [first, ...others] });
      await beside.connect();
      // Either database may be a restored one: who was forgotten stays so before anything is opened.
      await agreeOnTombstones(storage, mongoTombstones(beside.db));
      opened = vault;
    },
    sealingKeyOf: async (tenant, subject) => vault().sealingKeyOf(tenant, subject),
    openingKeysOf: async (tenant, subjects) => vault().openingKeysOf(tenant, subjects),
    destroy: async (tenant, subject, at) => vault().destroy(tenant, subject, at),
    close: async () => own?.close(),
  };
};
