import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { auditLog, type AuditLog } from './audit-log.ts';
import type { AuditStorage } from './audit-storage.ts';
import type { Block } from './chain.ts';
import type { AuditEntry } from './entry.ts';
import { verifyChain } from './verify-chain.ts';

const service = 'goals';
const now = (): Date => new Date('2027-03-10T09:00:00Z');
export const opened = (n: number): AuditEntry => ({
  kind: 'words-opened',
  actor: 'a1',
  details: { operation: 'read-goals', mentorship: `m${n}`, boxes: n },
});

/** What every storage of the audit must do, through the log that uses it. */
export const auditContract = (name: string, emptyStorage: () => Promise<AuditStorage>): void => {
  describe(`the audit on ${name}`, () => {
    let storage: AuditStorage;
    let log: AuditLog;
    let tenant: string;
    const another = (of = service): AuditLog => auditLog({ service: of, storage, now });
    const blocksOf = async (of = tenant): Promise<Block[]> => {
      const blocks: Block[] = [];
      for await (const block of storage.blocks({ tenant: of, service })) blocks.push(block);
      return blocks;
    };
    const textsOf = async (of = tenant): Promise<string[]> => (await blocksOf(of)).flatMap(({ texts }) => texts);

    beforeEach(async () => {
      storage = await emptyStorage();
      log = another();
      tenant = `acme-${randomUUID()}`;
    });

    it('keeps what was recorded, in order, as canonical JSON', async () => {
      expect(await log.record(tenant, opened(1))).toBe(1);
      expect(await log.record(tenant, opened(2))).toBe(2);
      expect((await textsOf())[1]).toBe(
        '{"actor":"a1","at":"2027-03-10T09:00:00.000Z","details":{"boxes":2,"mentorship":"m2","operation":"read-goals"},"kind":"words-opened","seq":2}',
      );
      expect(await verifyChain(storage, { tenant, service })).toMatchObject({ entries: 2, tampered: [] });
    });

    it('gives each a place of its own, however many processes write at once', async () => {
      const logs = [log, another(), another()];
      const places = await Promise.all(
        Array.from({ length: 60 }, (_, n) => (logs[n % logs.length] ?? log).record(tenant, opened(n))),
      );
      expect(places.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
      const texts = await textsOf();
      places.forEach((seq, n) => expect(texts[seq - 1]).toContain(`"mentorship":"m${n}"`));
      // Those that came at once travel together.
      expect((await blocksOf()).length).toBeLessThan(60);
      expect(await verifyChain(storage, { tenant, service })).toMatchObject({ entries: 60, tampered: [] });
    });

    it('goes on where the chain ended, in a process that begins', async () => {
      await log.record(tenant, opened(1));
      expect(await another().record(tenant, opened(2))).toBe(2);
    });

    it('keeps organizations and services apart', async () => {
      const other = `globex-${randomUUID()}`;
      await Promise.all([
        log.record(tenant, opened(1)),
        log.record(other, opened(2)),
        another('matching').record(tenant, opened(3)),
      ]);
      expect(await textsOf()).toHaveLength(1);
      expect(await textsOf(other)).toHaveLength(1);
      expect(await storage.tenants(service)).toEqual([tenant, other].toSorted());
      expect(await storage.tenants('matching')).toEqual([tenant]);
      // An organization whose name begins as another's.
      await log.record(`${tenant}.eu`, opened(4));
      expect(await textsOf()).toHaveLength(1);
    });

    it('keeps signed heads in order, the first of each place', async () => {
      const chain = { tenant, service };
      expect(await storage.addHead(chain, 10, 'ten')).toBe(true);
      expect(await storage.addHead(chain, 9, 'nine')).toBe(true);
      expect(await storage.addHead(chain, 10, 'ten anew')).toBe(false);
      await storage.addHead({ tenant, service: 'matching' }, 1, 'other');
      expect(await storage.tenants('matching')).toEqual([tenant]);
      expect(await storage.heads(chain)).toEqual(['nine', 'ten']);
    });
  });
};
