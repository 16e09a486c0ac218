import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongoKeyStorage, subjectName } from '@telemachy/privacy';
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
  await mongo.db.dropDatabase();
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

  it('of whoever was forgotten are destroyed again before anything is opened, when an older key database was put back', async () => {
    const gone = { kind: 'person', id: randomUUID() } as const;
    const before = opened({ TELEMACHY_MASTER_KEY: first });
    await before.open();
    await before.sealingKeyOf('acme', gone);
    const subjects = mongo.db.client.db(`${prefix}keys`).collection<{ _id: string }>('subjects');
    const older = await subjects.findOne({ _id: subjectName('acme', gone) });
    await mongoKeyStorage(mongo.db.client.db(`${prefix}keys`)).destroySubject('acme', gone, new Date('2027-03-10'));
    // Each start has the service's own database know what the key database knows.
    await opened({ TELEMACHY_MASTER_KEY: first }).open();
    await subjects.replaceOne({ _id: subjectName('acme', gone) }, (older ?? {}) as never);

    const after = opened({ TELEMACHY_MASTER_KEY: first });
    await after.open();
    expect(await after.openingKeysOf('acme', [gone])).toEqual([undefined]);
    await expect(after.sealingKeyOf('acme', gone)).rejects.toMatchObject({ name: 'Forgotten' });
    const found = await subjects.findOne({ _id: subjectName('acme', gone) });
    expect(found).toMatchObject({ destroyedAt: new Date('2027-03-10') });
    expect(found).not.toHaveProperty('wrapped');
  });

  it.each([
    ['none is named', {}, /TELEMACHY_MASTER_KEY: is missing/],
    ['it is none', { TELEMACHY_MASTER_KEY: 'abc' }, /TELEMACHY_MASTER_KEY/],
  ])('are refused at once where %s', (_, more, why) => {
    expect(() => opened(more)).toThrow(why);
  });
});
