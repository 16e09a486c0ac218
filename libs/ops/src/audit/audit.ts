import { readFile } from 'node:fs/promises';
import { headsIn, mongoAuditStorage } from '@telemachy/audit';
import type { Installation } from '../installation.ts';
import { progress } from '../output.ts';
import type { Registration } from '../registration.ts';
import { auditKeys } from './audit-keys.ts';
import { listEntries, type ListedEntries } from './list-entries.ts';
import type { AuditAsked } from './read-audit.ts';
import { verifyAudit, type VerifiedChain } from './verify-audit.ts';

/** What a service's entry answers. */
export type AuditAnswer =
  | { readonly did: 'verify'; readonly service: string; readonly chains: readonly VerifiedChain[]; readonly ms: number }
  | ({ readonly did: 'list'; readonly service: string } & ListedEntries)
  | { readonly did: 'heads'; readonly service: string; readonly heads: readonly string[] };

const headsElsewhere = async (files: readonly string[]): Promise<readonly string[]> => {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.flatMap(headsIn);
};

/** What is asked of the audit of one service; nothing is changed by it. @throws AuditUnavailable, Error naming a file or key that cannot be read */
export const audit = async (
  { service: { name: service } }: Pick<Registration, 'service'>,
  { databaseOf, auditKey }: Pick<Installation, 'databaseOf' | 'auditKey'>,
  asked: AuditAsked,
): Promise<AuditAnswer> => {
  const storage = mongoAuditStorage(databaseOf(service));
  const tenants = asked.tenant === undefined ? await storage.tenants(service) : [asked.tenant];
  const chains = tenants.map((tenant) => ({ tenant, service }));
  switch (asked.does) {
    case 'verify': {
      const { tenant, keys, heads } = asked;
      const say = progress();
      const begun = performance.now();
      const verified = await verifyAudit(storage, {
        service,
        ...(tenant === undefined ? {} : { tenant }),
        keys: await auditKeys(keys, auditKey),
        heads: await headsElsewhere(heads),
        now: new Date(),
        tell: (read) => say(() => `${service}: ${read} entries of the audit read`),
      });
      return { did: 'verify', service, chains: verified, ms: Math.round(performance.now() - begun) };
    }
    case 'list':
      return { did: 'list', service, ...(await listEntries(storage, chains, asked.filter, asked.limit)) };
    case 'heads': {
      const heads = await Promise.all(chains.map((chain) => storage.heads(chain)));
      return { did: 'heads', service, heads: heads.flat() };
    }
  }
};
