import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mongoAuditStorage } from '@telemachy/audit';
import { masterKeyFrom, mongoKeyStorage, openKeyVault, type KeyVault } from '@telemachy/privacy';
import { MongoClient, type Db } from 'mongodb';
import { printedKeys } from '../print/printed-keys.ts';
import { keys, type KeysAnswer } from './keys.ts';
import { openKeysIn } from './open-keys.ts';
import { readKeys } from './read-keys.ts';

const service = 'goals';
const [former, next] = ['1'.repeat(64), '2'.repeat(64)];
const idOf = (text: string): string => masterKeyFrom(text, 'the spec').id;
const pair = { kind: 'mentorship', id: 'm1' } as const;
const client = new MongoClient(process.env['MONGODB_URI'] ?? '');
let db: Db;

/** As a service opens it. */
const vaultBy = (...texts: readonly [string, ...string[]]): Promise<KeyVault> => {
  const [first, ...others] = texts.map((text) => masterKeyFrom(text, 'the spec'));
  if (first === undefined) throw new Error('no master key');
  return openKeyVault({ storage: mongoKeyStorage(db), masters: [first, ...others], rememberMs: 1 });
};
const asked = (line: string, masters: string): Promise<KeysAnswer> => {
  const settings = { TELEMACHY_MASTER_KEY: masters };
  const installation = { databaseOf: () => db, keys: () => openKeysIn(db, settings) };
  return keys({ service: { name: service, projections: [] } }, installation, readKeys(line.split(' ')));
};
const audited = async (tenant: string): Promise<readonly unknown[]> => {
  const texts: string[] = [];
  for await (const block of mongoAuditStorage(db).blocks({ tenant, service })) texts.push(...block.texts);
  return texts.map((text) => JSON.parse(text) as unknown);
};

beforeAll(() => client.connect());
beforeEach(async () => {
  db = client.db(`ops_keys_${randomUUID()}`);
  const vault = await vaultBy(former);
  for (const tenant of ['acme', 'globex']) await vault.sealingKeyOf(tenant, pair);
});
afterAll(() => client.close());

describe('the keys of an installation', () => {
  it('are told, and by what they are wrapped', async () => {
    const told = await asked('status', former);
    const wrapped = { version: 1, masters: [idOf(former)], unfinished: false };
    expect(told).toEqual({
      did: 'status',
      masters: [idOf(former)],
      organizations: [
        { tenant: 'acme', ...wrapped },
        { tenant: 'globex', ...wrapped },
      ],
    });
    expect(printedKeys(told)).toContain(`acme                           version 1, wrapped by ${idOf(former)}`);
  });

  it('are wrapped by another master key while they are used, and by that alone afterwards', async () => {
    const working = await vaultBy(former);
    const key = await working.sealingKeyOf('acme', pair);
    expect(await asked('rotate --master', `${next}, ${former}`)).toEqual({
      did: 'rotate-master',
      master: idOf(next),
      rewrapped: 2,
    });
    expect(await working.sealingKeyOf('acme', pair)).toEqual(key);
    await expect(vaultBy(former)).rejects.toThrow(/needs the master key/);
    expect(await (await vaultBy(next)).openingKeysOf('acme', [pair])).toEqual([key]);
    expect(printedKeys(await asked('status', `${next},${former}`))).toContain(
      `${idOf(former)} wraps nothing any more and can be taken away`,
    );
  });

  it('of one organization are made anew, and its words open by the keys that they were sealed with', async () => {
    const working = await vaultBy(former);
    const key = await working.sealingKeyOf('acme', pair);
    expect(await asked('rotate --organization acme', former)).toEqual({
      did: 'rotate-organization',
      tenant: 'acme',
      version: 2,
      rewrapped: 1,
    });
    expect(await (await vaultBy(former)).openingKeysOf('acme', [pair])).toEqual([key]);
    expect(await asked('status', former)).toMatchObject({
      organizations: [
        { tenant: 'acme', version: 2, unfinished: false },
        { tenant: 'globex', version: 1 },
      ],
    });
  });

  it('are not changed before the audit says so', async () => {
    await asked('rotate --organization acme', former);
    await asked('rotate --master', `${next},${former}`);
    const entry = (key: string) => ({
      kind: 'key-changed',
      actor: expect.stringMatching(/^operator:/),
      details: { outcome: 'allowed', by: ['operator'], operation: 'rotate-keys', key },
    });
    expect(await audited('acme')).toMatchObject([entry('organization'), entry('master')]);
    expect(await audited('globex')).toMatchObject([entry('master')]);
  });

  it.each([
    ['rotate --organization nobody', former, /nobody has no key: there are acme, globex/],
    ['status', next, /needs the master key \w+, and \w+ was given/],
    ['status', 'abc', /TELEMACHY_MASTER_KEY holds no master key/],
    ['status', '', /set TELEMACHY_MASTER_KEY_FILE or TELEMACHY_MASTER_KEY/],
  ])('say what does not do: %s', async (line, masters, why) => {
    await expect(asked(line, masters)).rejects.toThrow(why);
    expect(await audited('acme')).toEqual([]);
  });
});
