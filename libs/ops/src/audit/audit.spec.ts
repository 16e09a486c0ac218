import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { auditLog, headsIn, memoryAuditStorage, signHead, type AuditEntry } from '@telemachy/audit';
import { readCommand } from '../command.ts';
import { printed } from '../print/printed.ts';
import type { AuditAnswer } from './audit.ts';
import { auditKeys } from './audit-keys.ts';
import { listEntries } from './list-entries.ts';
import { isWhole, verifyAudit } from './verify-audit.ts';

const service = 'goals';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const begun = Date.parse('2027-03-10T09:00:00Z');
const minute = 60_000;
const read = (n: number, outcome = 'allowed'): AuditEntry => ({
  kind: 'private-read',
  actor: `a${n % 2}`,
  details: { operation: 'read-goal', outcome, by: [], about: { id: `g${n}` } },
});

let storage: ReturnType<typeof memoryAuditStorage>;
let heads: string[];
/** Six entries a minute apart, in two organizations; acme's are signed after the third. */
beforeEach(async () => {
  storage = memoryAuditStorage();
  heads = [];
  for (let n = 1; n <= 6; n += 1) {
    const now = new Date(begun + n * minute);
    const log = auditLog({ service, storage, now: () => now });
    await log.record('acme', read(n, n === 2 ? 'refused' : 'allowed'));
    if (n === 5) await log.record('globex', { ...read(n), kind: 'personal-read' });
    if (n === 3) heads.push((await signHead(storage, { tenant: 'acme', service }, privateKey, now)) ?? '');
  }
});
const at = (minutes: number): Date => new Date(begun + minutes * minute);
const verify = (now = at(7), more: { readonly heads?: readonly string[]; readonly tenant?: string } = {}) =>
  verifyAudit(storage, { service, keys: [publicKey], heads: [], now, ...more });

describe('audit verify', () => {
  it('reads every chain of the service and says what is signed', async () => {
    expect(await verify()).toEqual([
      expect.objectContaining({ tenant: 'acme', entries: 6, heads: 1, unsigned: 3, overdue: false, tampered: [] }),
      expect.objectContaining({ tenant: 'globex', entries: 1, heads: 0, unsigned: 1, overdue: false, tampered: [] }),
    ]);
  });

  it('reads one organization where it is told', async () => {
    expect((await verify(at(7), { tenant: 'globex' })).map(({ tenant }) => tenant)).toEqual(['globex']);
  });

  it('does not call a chain whole whose end nobody signs', async () => {
    const [acme, globex] = await verify(at(15));
    // Its first unsigned entry is of minute 4, the other's of minute 5.
    expect([acme && isWhole(acme), globex && isWhole(globex)]).toEqual([false, true]);
    expect(acme).toMatchObject({ unsigned: 3, unsignedSince: at(4).toISOString(), overdue: true, tampered: [] });
  });

  it('finds a chain that was taken out whole, with its heads, by a head kept elsewhere', async () => {
    storage = memoryAuditStorage();
    expect(await verify()).toEqual([]);
    const log = `{"level":30,"head":"${heads[0]}","msg":"audit head"}\nanything eyJhbGciOiJub25lIn0.eyJ9.x\n`;
    expect(headsIn(log)).toEqual(heads);
    expect(await verify(at(7), { heads: headsIn(log) })).toEqual([
      expect.objectContaining({
        tenant: 'acme',
        entries: 0,
        tampered: [{ seq: 1, fault: expect.stringMatching(/cut off: entries 1 to 3/) }],
      }),
    ]);
  });

  it('tells how far it is', async () => {
    const told: number[] = [];
    await verifyAudit(storage, { service, keys: [publicKey], heads: [], now: at(7), tell: (far) => told.push(far) });
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('audit list', () => {
  const chains = ['acme', 'globex'].map((tenant) => ({ tenant, service }));
  const seqs = async (filter: Parameters<typeof listEntries>[2], limit = 100) => {
    const { entries, leftOut } = await listEntries(storage, chains, filter, limit);
    return { seqs: entries.map(({ tenant, seq }) => `${tenant} ${seq}`), leftOut };
  };

  it.each([
    ['all', {}, ['acme 1', 'acme 2', 'acme 3', 'acme 4', 'acme 5', 'acme 6', 'globex 1']],
    ['of a kind', { kind: 'personal-read' }, ['globex 1']],
    ['by outcome', { outcome: 'refused' }, ['acme 2']],
    ['by actor', { actor: 'a0' }, ['acme 2', 'acme 4', 'acme 6']],
    ['by operation', { operation: 'set-goal' }, []],
    ['of a time', { from: begun + 3 * minute, to: begun + 4 * minute }, ['acme 3', 'acme 4']],
  ] as const)('shows entries %s', async (_, filter, expected) => {
    expect(await seqs(filter)).toEqual({ seqs: expected, leftOut: 0 });
  });

  it('shows the newest of each chain, and how many it left out', async () => {
    expect(await seqs({}, 2)).toEqual({ seqs: ['acme 5', 'acme 6', 'globex 1'], leftOut: 4 });
  });

  it('shows what is no entry any more, whatever is asked for', async () => {
    storage.tamper({ tenant: 'acme', service }, (blocks) =>
      blocks.map((block) => (block.first === 3 ? { ...block, texts: ['spoilt'] } : block)),
    );
    const { entries } = await listEntries(storage, chains, { kind: 'exported' }, 100);
    expect(entries).toEqual([{ tenant: 'acme', service, seq: 3, unreadable: true }]);
  });
});

describe('what is printed', () => {
  const services = ['goals', 'matching'];
  const told = (line: string, answers: readonly AuditAnswer[]) =>
    printed(readCommand(line.split(' '), services), answers);
  const verified = async () => ({ did: 'verify', service, chains: await verify(), ms: 1 }) as const;

  it('holds where every service answered and every chain is whole', async () => {
    const whole = await verified();
    const other = { ...whole, service: 'matching', chains: [] };
    expect(told('audit verify', [whole, other])).toMatchObject({
      holds: true,
      text: expect.stringContaining('the audit is whole'),
    });
    expect(told('audit verify', [whole]).holds).toBe(false);
    expect(told('goals audit verify', [whole])).toMatchObject({ holds: true });
    expect(JSON.parse(told('audit verify --json', [whole, other]).text)).toMatchObject({
      did: 'verify',
      holds: true,
      entries: 7,
    });
  });

  it('names the entry and the fault where it does not', async () => {
    storage.tamper({ tenant: 'acme', service }, (blocks) => blocks.filter(({ first }) => first !== 2));
    const { holds, text } = told('goals audit verify', [await verified()]);
    expect(holds).toBe(false);
    expect(text).toMatch(/TAMPERED goals acme .*\n {10}entry 2: block 2 is missing/);
    expect(text).toMatch(/whole {4}goals globex/);
    expect(text).toMatch(/NOT whole/);
  });

  it('is one line for each entry, in the order of time', async () => {
    const list = (of: string, tenants: readonly string[]) =>
      listEntries(
        storage,
        tenants.map((tenant) => ({ tenant, service })),
        {},
        3,
      ).then((found) => ({ did: 'list', service: of, ...found }) as const);
    const { text, holds } = told('audit list', [await list('goals', ['acme']), await list('matching', ['globex'])]);
    const lines = text.split('\n');
    expect(holds).toBe(true);
    expect(lines[0]).toMatch(/^3 older ones are not shown/);
    expect(lines.slice(1).map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      '2027-03-10T09:04:00.000Z goals acme 4',
      '2027-03-10T09:05:00.000Z goals acme 5',
      '2027-03-10T09:05:00.000Z goals globex 1',
      '2027-03-10T09:06:00.000Z goals acme 6',
    ]);
    expect(lines[1]).toContain('private-read a0 about={"id":"g4"} by=[] operation="read-goal" outcome="allowed"');
  });

  it('is each head on a line of its own, as it is kept elsewhere', () => {
    expect(told('goals audit heads', [{ did: 'heads', service, heads }]).text).toBe(heads[0]);
  });
});

describe('the key of the audit', () => {
  let folder: string;
  const file = (name: string): string => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-keys-'));
    await writeFile(file('private'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await writeFile(file('public'), publicKey.export({ type: 'spki', format: 'pem' }));
    await writeFile(file('seed'), `${'0f'.repeat(32)}\n`);
    await writeFile(file('other'), 'hush');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is either part of it, from files or from the environment', async () => {
    const [one, other] = await auditKeys([file('private'), file('public')], {});
    expect(one?.equals(other ?? publicKey)).toBe(true);
    expect(one?.type).toBe('public');
    const [named] = await auditKeys([], { TELEMACHY_AUDIT_KEY_FILE: file('seed') });
    const [given] = await auditKeys([], { TELEMACHY_AUDIT_KEY: '0f'.repeat(32) });
    expect(named?.equals(given ?? publicKey)).toBe(true);
  });

  it.each([
    ['there is none', () => auditKeys([], {}), /nobody can tell whether the end was cut off/],
    ['its file is not there', () => auditKeys([file('gone')], {}), /gone, cannot be read/],
    ['it is none', () => auditKeys([file('other')], {}), /other holds no Ed25519 key/],
  ])('is missed where %s, and its text is not shown', async (_, reading, why) => {
    await expect(reading()).rejects.toThrow(why);
    await expect(reading()).rejects.not.toThrow(/hush/);
  });
});
