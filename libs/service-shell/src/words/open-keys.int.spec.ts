import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ShellConfig } from '../config.ts';
import { openMongo, type Mongo } from '../mongo/connect.ts';
import { openKeys } from './open-keys.ts';

const [first, second] = ['1'.repeat(64), '2'.repeat(64)];
const prefix = `keys-${randomUUID().slice(0, 8)}-`;
const subject = { kind: 'mentorship', id: 'm1' } as const;
let mongo: Mongo;
let folder: string;

const configOf = (more: Record<string, string>): ShellConfig =>
  ShellConfig.parse({
    MONGODB_URI: process.env['MONGODB_URI'],
    KAFKA_BROKERS: 'not.asked:9092',
    OIDC_ISSUERS: 'http://not.asked',
    TELEMACHY_IDENTITY_SECRET: 'a secret of the test, long enough',
    TELEMACHY_DATABASE_PREFIX: prefix,
    ...more,
  });
const opened = (more: Record<string, string>) => openKeys(configOf(more), 'telemachy-test', mongo);

beforeAll(async () => {
  mongo = openMongo(process.env['MONGODB_URI'] ?? '', `${prefix}test`, 'telemachy-test');
  await mongo.connect();
  folder = await mkdtemp(join(tmpdir(), 'telemachy-keys-'));
});
afterAll(async () => {
  await mongo.db.client.db(`${prefix}keys`).dropDatabase();
  await mongo.close();
  await rm(folder, { recursive: true });
});

describe('the keys of an installation', () => {
  it('are not there before the key database was reached', async () => {
    const keys = opened({ TELEMACHY_MASTER_KEY: first });
    await expect(keys.sealingKeyOf('acme', subject)).rejects.toMatchObject({ name: 'KeysUnavailable' });
  });

  it('open by the master key that wrapped them, from the environment or a file', async () => {
    const file = join(folder, 'master-key');
    await writeFile(file, `${first}\n`);
    const one = opened({ TELEMACHY_MASTER_KEY: first });
    await one.open();
    const key = await one.sealingKeyOf('acme', subject);
    const other = opened({ TELEMACHY_MASTER_KEY_FILE: file });
    await other.open();
    expect(await other.sealingKeyOf('acme', subject)).toEqual(key);
  });

  it('do not open by another, which says which is needed, and open once it is put back', async () => {
    const file = join(folder, 'changed');
    await writeFile(file, second);
    const keys = opened({ TELEMACHY_MASTER_KEY_FILE: file });
    await expect(keys.open()).rejects.toThrow(/needs the master key \w+, and \w+ was given: put back the master key/);
    await expect(keys.sealingKeyOf('acme', subject)).rejects.toMatchObject({ name: 'KeysUnavailable' });
    await writeFile(file, first);
    await keys.open();
    await expect(keys.sealingKeyOf('acme', subject)).resolves.toBeDefined();
  });

  it('may lie in a MongoDB of their own', async () => {
    const keys = opened({ TELEMACHY_MASTER_KEY: first, TELEMACHY_KEYS_URI: process.env['MONGODB_URI'] ?? '' });
    await keys.open();
    await expect(keys.sealingKeyOf('acme', subject)).resolves.toBeDefined();
    await keys.close();
  });

  it.each([
    ['none is named', {}, /TELEMACHY_MASTER_KEY: is missing/],
    ['it is none', { TELEMACHY_MASTER_KEY: 'abc' }, /TELEMACHY_MASTER_KEY/],
  ])('are refused at once where %s', (_, more, why) => {
    expect(() => opened(more)).toThrow(why);
  });
});
