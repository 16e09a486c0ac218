import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  auditLog,
  AuditUnavailable,
  headsIn,
  memoryAuditStorage,
  verifyChain,
  type AuditStorage,
} from '@telemachy/audit';
import { eventually } from '@telemachy/testing';
import { ConfigRefused } from '../config.ts';
import { auditKeyOf } from './audit-key.ts';
import { signHeads } from './sign-heads.ts';

const service = 'goals';
const chain = { tenant: 'acme', service };
const { privateKey: key, publicKey } = generateKeyPairSync('ed25519');
const now = () => new Date('2027-03-10T09:00:00Z');
const entry = { kind: 'private-read', actor: 'a1', details: {} } as const;

describe('heads of the audit', () => {
  let storage: ReturnType<typeof memoryAuditStorage>;
  let lines: { readonly level: string; readonly fields: object; readonly message: string }[];
  const line = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  const logger = { info: line('info'), warn: line('warn'), error: line('error') };
  const said = (message: string) => lines.filter((one) => one.message.startsWith(message));
  let signing: ReturnType<typeof signHeads> | undefined;
  const start = (everyMs: number, on: AuditStorage = storage) =>
    (signing = signHeads({ service, storage: on, key, everyMs, now, logger }));
  const record = (tenant = 'acme') => auditLog({ service, storage, now }).record(tenant, entry);

  beforeEach(() => {
    storage = memoryAuditStorage();
    lines = [];
  });
  // Where a spec failed before it did.
  afterEach(() => signing?.stop());

  it('are signed at the start and then on schedule, for each organization, and told to the log', async () => {
    await record();
    start(5);
    await eventually(() => expect(said('audit head')).toHaveLength(1));
    await record();
    await record('globex');
    await eventually(() => expect(said('audit head')).toHaveLength(3));
    await signing?.stop();
    const told = headsIn(lines.map((one) => JSON.stringify(one)).join('\n'));
    expect(told).toHaveLength(3);
    expect(await storage.heads(chain)).toHaveLength(2);
    // Whoever kept the log alone can tell that the end was cut off.
    const cut = memoryAuditStorage();
    expect(await verifyChain(cut, chain, { keys: [publicKey], heads: told })).toMatchObject({
      heads: 2,
      tampered: [{ seq: 1, fault: expect.stringMatching(/cut off: entries 1 to 2/) }],
    });
  });

  it('are signed once more at the end, so that nothing stays unsigned', async () => {
    start(60_000);
    await record();
    await signing?.stop();
    expect(await verifyChain(storage, chain, { keys: [publicKey] })).toMatchObject({
      entries: 1,
      unsigned: 0,
      heads: 1,
    });
  });

  it('are not signed twice where nothing came since', async () => {
    await record();
    start(1);
    await eventually(() => expect(said('audit head')).toHaveLength(1));
    await signing?.stop();
    expect(said('audit head')).toHaveLength(1);
  });

  it('wait for a database that is away', async () => {
    await record();
    let away = true;
    start(5, {
      ...storage,
      tenants: async (of) => {
        if (away) throw new AuditUnavailable('away');
        return storage.tenants(of);
      },
    });
    await eventually(() => expect(said('heads of the audit were not signed').length).toBeGreaterThan(1));
    expect(said('audit head')).toHaveLength(0);
    away = false;
    await eventually(() => expect(said('audit head')).toHaveLength(1));
    await signing?.stop();
  });

  it('are an alarm where the chain is shorter than it was', async () => {
    await record();
    await record();
    start(5);
    await eventually(() => expect(said('audit head')).toHaveLength(1));
    storage.tamper(chain, (blocks) => blocks.slice(0, 1));
    await eventually(() =>
      expect(said('the audit was cut off')).toMatchObject([{ level: 'error', fields: { seq: 1, before: 2 } }]),
    );
    await signing?.stop();
  });
});

describe('the key that signs them', () => {
  let folder: string;
  const file = (name: string): string => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-key-'));
    await writeFile(file('pem'), key.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(file('public'), publicKey.export({ type: 'spki', format: 'pem' }));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('comes from the environment or from a file, or there is none', async () => {
    expect((await auditKeyOf({ TELEMACHY_AUDIT_KEY: '0f'.repeat(32) }))?.asymmetricKeyType).toBe('ed25519');
    expect((await auditKeyOf({ TELEMACHY_AUDIT_KEY_FILE: file('pem') }))?.equals(key)).toBe(true);
    expect(await auditKeyOf({})).toBeUndefined();
  });

  it.each([
    ['is none', () => ({ TELEMACHY_AUDIT_KEY: 'hush' }), /TELEMACHY_AUDIT_KEY holds no Ed25519 private key/],
    [
      'is its public part',
      () => ({ TELEMACHY_AUDIT_KEY_FILE: file('public') }),
      /TELEMACHY_AUDIT_KEY_FILE names holds no/,
    ],
    [
      'cannot be read',
      () => ({ TELEMACHY_AUDIT_KEY_FILE: file('gone') }),
      /TELEMACHY_AUDIT_KEY_FILE: the file cannot be read/,
    ],
  ])('keeps the service from starting where it %s, without being shown', async (_, settings, why) => {
    const refused = await auditKeyOf(settings()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigRefused);
    expect(String(refused)).toMatch(why);
    expect(String(refused)).not.toMatch(/hush/);
  });
});
