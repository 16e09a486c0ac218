import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { auditContract, opened } from './audit.contract.ts';
import { auditLog } from './audit-log.ts';
import { AuditUnavailable } from './audit-storage.ts';
import { nextBlock, seedOf, type Block } from './chain.ts';
import { signHead, signingKeyFrom, SigningKeyRefused } from './heads.ts';
import { memoryAuditStorage } from './memory-audit-storage.ts';
import { verifyChain } from './verify-chain.ts';

auditContract('memory', async () => memoryAuditStorage());

const chain = { tenant: 'acme', service: 'goals' };
const at = new Date('2027-03-10T10:00:00Z');
const { privateKey: key, publicKey } = generateKeyPairSync('ed25519');

describe('an audit that somebody changed', () => {
  let storage: ReturnType<typeof memoryAuditStorage>;
  /** Of four blocks: entries 1–2, 3–5, 6 and 7–8. Signed at 6. */
  beforeEach(async () => {
    storage = memoryAuditStorage();
    const log = auditLog({ service: chain.service, storage, now: () => at });
    for (const group of [2, 3, 1, 2]) {
      // The first goes alone, and the others, which come meanwhile, together: so that blocks are as said, one record each time.
      const end = await storage.last(chain);
      const from =
        end === undefined
          ? seedOf(chain)
          : { seq: end.first + end.texts.length - 1, hash: Buffer.from(end.hashes.subarray(-32)) };
      const records = Array.from({ length: group }, (_, n) => ({ ...opened(from.seq + 1 + n), at: at.toISOString() }));
      await storage.add(chain, nextBlock(from, (end?.number ?? 0) + 1, records).block);
      if (from.seq + group === 6) await signHead(storage, chain, key, at);
    }
    expect(await log.record('globex', opened(1))).toBe(1);
  });
  const changed = (place: number, change: (block: Block) => Block) => (blocks: readonly Block[]) =>
    blocks.map((block, n) => (n === place ? change(block) : block));
  const withText =
    (place: number, change: (text: string) => string) =>
    (block: Block): Block => ({
      ...block,
      texts: block.texts.map((text, n) => (n === place ? change(text) : text)),
    });
  /** As whoever knows how the chain is made would do it: everything after is linked anew. */
  const linkedAnew = (blocks: readonly Block[]): readonly Block[] => {
    let end = seedOf(chain);
    return blocks.map((block, place) => {
      const records = block.texts.map((text) => JSON.parse(text) as Parameters<typeof nextBlock>[2][number]);
      const next = nextBlock(end, place + 1, records);
      end = next.end;
      return next.block;
    });
  };
  const found = async (options = { keys: [key] }) => (await verifyChain(storage, chain, options)).tampered;

  it('is clean while nobody did, with either part of the key', async () => {
    const clean = { ...chain, entries: 8, heads: 1, unsigned: 2, unsignedSince: at.toISOString(), tampered: [] };
    expect(await verifyChain(storage, chain, { keys: [key] })).toEqual(clean);
    expect(await verifyChain(storage, chain, { keys: [publicKey] })).toEqual(clean);
  });

  it.each<[string, (blocks: readonly Block[]) => readonly Block[], number, RegExp]>([
    [
      'a flipped byte',
      changed(
        1,
        withText(1, (text) => text.replace('"boxes":4', '"boxes":5')),
      ),
      4,
      /was changed/,
    ],
    [
      'a flipped byte of a hash',
      changed(2, (block) => ({ ...block, hashes: Buffer.from(block.hashes).fill(7, 3, 4) })),
      6,
      /hash beside it, was changed/,
    ],
    [
      'a deleted entry',
      changed(1, (block) => ({
        ...block,
        texts: block.texts.toSpliced(1, 1),
        hashes: Buffer.concat([block.hashes.subarray(0, 32), block.hashes.subarray(64)]),
      })),
      4,
      /in place of entry 4/,
    ],
    ['a deleted block', (blocks) => blocks.toSpliced(1, 1), 3, /block 2 is missing/],
    [
      'an inserted entry',
      changed(1, (block) => ({
        ...block,
        texts: block.texts.toSpliced(1, 0, block.texts[0] ?? ''),
        hashes: Buffer.concat([block.hashes.subarray(0, 32), block.hashes]),
      })),
      4,
      /in place of entry 4/,
    ],
    [
      'two swapped entries',
      changed(1, (block) => ({ ...block, texts: [block.texts[1] ?? '', block.texts[0] ?? '', block.texts[2] ?? ''] })),
      3,
      /in place of entry 3/,
    ],
    [
      'two swapped blocks',
      (blocks) => [blocks[0], blocks[2], blocks[1], blocks[3]].flatMap((block) => block ?? []),
      3,
      /block 2 is missing/,
    ],
    [
      'a block put in',
      (blocks) => blocks.toSpliced(2, 0, ...blocks.slice(1, 2)),
      6,
      /in place of block 3 lies block 2, from entry 3: put in/,
    ],
    ['an end that was cut off', (blocks) => blocks.slice(0, 2), 6, /cut off: entries 6 to 6/],
    ['all of it cut off', () => [], 1, /cut off: entries 1 to 6/],
    [
      'an entry written anew, with all that follows',
      (blocks) =>
        linkedAnew(
          changed(
            0,
            withText(0, (text) => text.replace('a1', 'a2')),
          )(blocks),
        ),
      6,
      /written anew.*still was at entry 0/,
    ],
    [
      'no JSON',
      changed(
        3,
        withText(0, () => 'nothing'),
      ),
      7,
      /in place of entry 7 lies nothing/,
    ],
    [
      'hashes that are missing',
      changed(3, (block) => ({ ...block, hashes: Buffer.alloc(32) })),
      7,
      /2 entries and 1 hashes/,
    ],
  ])('is found by %s', async (_, change, seq, fault) => {
    storage.tamper(chain, change);
    expect(await found()).toEqual([{ seq, fault: expect.stringMatching(fault) }]);
  });

  it('is not told from another end where nothing was signed since, and says how much that is', async () => {
    storage.tamper(chain, (blocks) => blocks.slice(0, 3));
    expect(await verifyChain(storage, chain, { keys: [key] })).toMatchObject({ entries: 6, unsigned: 0, tampered: [] });
  });

  it('is held against heads kept elsewhere, when those in the database were taken out', async () => {
    const tokens = await storage.heads(chain);
    const cut = memoryAuditStorage();
    expect(await verifyChain(cut, chain, { keys: [key], heads: tokens })).toMatchObject({
      heads: 1,
      tampered: [{ seq: 1, fault: expect.stringMatching(/cut off: entries 1 to 6/) }],
    });
  });

  it('does not take a head of another key, nor a changed one, nor one of another organization', async () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    expect(await found({ keys: [other] })).toEqual([
      { seq: 0, fault: expect.stringMatching(/by no key that was given/) },
    ]);
    const [token = ''] = await storage.heads(chain);
    const [header, , signature] = token.split('.');
    const forged = `${header}.${Buffer.from('{"tenant":"acme","service":"goals","seq":2}').toString('base64url')}.${signature}`;
    const elsewhere = await verifyChain(storage, chain, { keys: [key], heads: [forged] });
    expect(elsewhere.tampered).toEqual([{ seq: 0, fault: expect.stringMatching(/was changed/) }]);
    const globex = { tenant: 'globex', service: 'goals' };
    expect(await verifyChain(storage, globex, { keys: [key], heads: [token] })).toMatchObject({
      entries: 1,
      heads: 0,
      tampered: [],
    });
  });

  it('cannot be passed off as that of another organization', async () => {
    const blocks: Block[] = [];
    for await (const block of storage.blocks(chain)) blocks.push(block);
    const moved = { tenant: 'globex', service: 'goals' };
    storage.tamper(moved, () => blocks);
    expect((await verifyChain(storage, moved)).tampered[0]).toMatchObject({ seq: 1 });
  });
});

describe('writing the audit down', () => {
  it('fails for whoever waits when it cannot be written, and goes on from what is there', async () => {
    const storage = memoryAuditStorage();
    let isThere = true;
    const log = auditLog({
      service: 'goals',
      now: () => at,
      storage: {
        ...storage,
        add: async (...given) => {
          // Written, and nobody is told.
          const added = await storage.add(...given);
          if (!isThere) throw new AuditUnavailable('away');
          return added;
        },
      },
    });
    await log.record('acme', opened(1));
    isThere = false;
    await expect(log.record('acme', opened(2))).rejects.toThrow(AuditUnavailable);
    isThere = true;
    expect(await log.record('acme', opened(3))).toBe(3);
    expect(await verifyChain(storage, chain)).toMatchObject({ entries: 3, tampered: [] });
  });

  it('signs nothing where nothing was written', async () => {
    const storage = memoryAuditStorage();
    expect(await signHead(storage, chain, key, at)).toBeUndefined();
    expect(await storage.heads(chain)).toEqual([]);
  });

  it.each([
    '',
    'secret',
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  ])('refuses a key that cannot sign, without showing it', (pem) => {
    const read = () => signingKeyFrom(pem, 'TELEMACHY_AUDIT_KEY');
    expect(read).toThrow(SigningKeyRefused);
    expect(read).toThrow(/^TELEMACHY_AUDIT_KEY holds no Ed25519/);
  });

  it('reads the key that openssl prints', () => {
    const pem = key.export({ type: 'pkcs8', format: 'pem' }) as string;
    expect(signingKeyFrom(pem, 'the spec').asymmetricKeyType).toBe('ed25519');
  });
});
