import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { auditLog, mongoAuditStorage, signHead } from '@telemachy/audit';
import { Binary, MongoClient, type Document } from 'mongodb';
import { audit } from './audit.ts';
import { readAudit } from './read-audit.ts';
import { isWhole } from './verify-audit.ts';

type Kept = Document & { readonly _id: string };

const service = 'goals';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const client = new MongoClient(process.env['MONGODB_URI'] ?? '');
const db = client.db(`ops_audit_${randomUUID()}`);
const blocks = db.collection<Kept>('audit');
const heads = db.collection<Kept>('audit_heads');
const storage = mongoAuditStorage(db);
const installation = { databaseOf: () => db, auditKey: {} };

let folder: string;
let untouched: Kept[];
const keyFile = (): string => join(folder, 'key.pub');
const asked = (line: string) =>
  audit({ service: { name: service, projections: [] } }, installation, readAudit(line.split(' ')));
const verify = async (more = '') => {
  const answer = await asked(`verify --key ${keyFile()}${more}`);
  if (answer.did !== 'verify') throw new Error('something else was asked for');
  return answer.chains;
};
const idOf = (number: number): string => `acme|${service}|${String(number).padStart(12, '0')}`;
const blockAt = (number: number): Kept => {
  const found = untouched.find(({ _id }) => _id === idOf(number));
  if (found === undefined) throw new Error(`there is no block ${number}`);
  return found;
};
const textOf = (number: number): string => String((blockAt(number)['texts'] as string[])[0]);

beforeAll(async () => {
  await client.connect();
  folder = await mkdtemp(join(tmpdir(), 'ops-audit-'));
  await writeFile(keyFile(), publicKey.export({ type: 'spki', format: 'pem' }));
  const log = auditLog({ service, storage, now: () => new Date() });
  // One after the other: each is a block of its own.
  for (let n = 1; n <= 5; n += 1)
    await log.record('acme', {
      kind: 'private-read',
      actor: 'a1',
      details: { operation: 'read-goal', outcome: 'allowed', about: { id: `g${n}` } },
    });
  await log.record('globex', {
    kind: 'exported',
    actor: 'a2',
    details: { operation: 'issue-feed', outcome: 'refused' },
  });
  for (const tenant of ['acme', 'globex']) await signHead(storage, { tenant, service }, privateKey, new Date());
  untouched = await blocks.find().toArray();
  const kept = await asked('heads');
  if (kept.did !== 'heads') throw new Error('something else was asked for');
  await writeFile(
    join(folder, 'service.log'),
    kept.heads.map((head) => `{"msg":"audit head","head":"${head}"}`).join('\n'),
  );
}, 30_000);
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await blocks.deleteMany({});
  await blocks.insertMany(untouched);
});

describe('the audit of a service in MongoDB', () => {
  it('is whole while nobody touched it', async () => {
    const chains = await verify();
    expect(chains).toMatchObject([
      { tenant: 'acme', entries: 5, heads: 1, unsigned: 0 },
      { tenant: 'globex', entries: 1, heads: 1, unsigned: 0 },
    ]);
    expect(chains.every(isWhole)).toBe(true);
  });

  it.each<[string, () => Promise<unknown>, number, RegExp]>([
    [
      'a flipped byte',
      () => blocks.updateOne({ _id: idOf(2) }, { $set: { texts: [textOf(2).replace('"g2"', '"g3"')] } }),
      2,
      /was changed/,
    ],
    [
      'a flipped byte of a hash',
      () => blocks.updateOne({ _id: idOf(3) }, { $set: { hashes: new Binary(Buffer.alloc(32, 7)) } }),
      3,
      /hash beside it, was changed/,
    ],
    ['a deletion', () => blocks.deleteOne({ _id: idOf(2) }), 2, /block 2 is missing/],
    [
      'an insertion',
      () => blocks.insertOne({ ...blockAt(2), _id: `${idOf(2)}a` }),
      3,
      /in place of block 3 lies block 2, from entry 2: put in or moved/,
    ],
    [
      'a swap',
      async () => {
        for (const [one, other] of [
          [2, 4],
          [4, 2],
        ] as const) {
          const { texts, hashes } = blockAt(other);
          await blocks.updateOne({ _id: idOf(one) }, { $set: { texts, hashes } });
        }
      },
      2,
      /in place of entry 2 lies/,
    ],
    [
      'a truncation',
      () => blocks.deleteMany({ _id: { $gte: idOf(4), $lt: `acme|${service}}` } }),
      4,
      /cut off: entries 4 to 5/,
    ],
    ['all of it taken out', () => blocks.deleteMany({ tenant: 'acme' }), 1, /cut off: entries 1 to 5/],
  ])('shows %s, and at which entry', async (_, tamper, seq, fault) => {
    await tamper();
    const [acme, globex] = await verify();
    expect(acme?.tampered).toEqual([{ seq, fault: expect.stringMatching(fault) }]);
    expect([acme && isWhole(acme), globex && isWhole(globex)]).toEqual([false, true]);
  });

  it('shows a chain that was taken out with its heads, by heads kept elsewhere', async () => {
    const signed = await heads.find().toArray();
    await blocks.deleteMany({ tenant: 'acme' });
    await heads.deleteMany({ tenant: 'acme' });
    expect((await verify()).map(({ tenant }) => tenant)).toEqual(['globex']);
    const [acme] = await verify(` --heads ${join(folder, 'service.log')}`);
    expect(acme).toMatchObject({ tenant: 'acme', entries: 0, tampered: [{ seq: 1 }] });
    await heads.deleteMany({});
    await heads.insertMany(signed);
  });

  it('reads a chain by the ids of its blocks, whatever else they say of whose they are', async () => {
    await blocks.updateMany({}, { $set: { tenant: 'somebody' } });
    expect((await verify()).map(({ tenant, entries }) => [tenant, entries])).toEqual([
      ['acme', 5],
      ['globex', 1],
    ]);
  });

  it('is listed, the newest first to be kept', async () => {
    expect(await asked('list --outcome refused')).toMatchObject({
      did: 'list',
      leftOut: 0,
      entries: [{ tenant: 'globex', seq: 1, kind: 'exported' }],
    });
    expect(await asked('list --tenant acme --limit 1')).toMatchObject({
      leftOut: 4,
      entries: [{ seq: 5, details: { about: { id: 'g5' } } }],
    });
  });
});
