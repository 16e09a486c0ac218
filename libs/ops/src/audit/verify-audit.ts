import type { KeyObject } from 'node:crypto';
import { readHead, verifyChain, type AuditStorage, type Verified } from '@telemachy/audit';

/** A chain as it was found. */
export type VerifiedChain = Verified & {
  /** Entries have waited too long for a signed head: whoever should sign does not, or heads were taken out, and nobody can tell whether the end is cut off. */
  readonly overdue: boolean;
};

/** Heads are signed every minute or so; a service that is away for a while signs when it is back. */
const longestUnsignedMs = 600_000;

export type VerifyAsked = {
  readonly service: string;
  /** All organizations that have a chain or a head, here or elsewhere, unless told. */
  readonly tenant?: string;
  readonly keys: readonly KeyObject[];
  /** Heads that were kept elsewhere, of whatever chains. */
  readonly heads: readonly string[];
  readonly now: Date;
  /** Told now and then how many entries were read. */
  readonly tell?: (read: number) => void;
};

const tenantsOf = async (storage: AuditStorage, { service, keys, heads }: VerifyAsked): Promise<readonly string[]> => {
  const read = await Promise.all(heads.map((token) => readHead(token, keys).catch(() => undefined)));
  const elsewhere = read.flatMap((head) => (head?.service === service ? [head.tenant] : []));
  return [...new Set([...(await storage.tenants(service)), ...elsewhere])].toSorted();
};

/** The same storage, telling how far it was read. */
const counting = (storage: AuditStorage, tell: (read: number) => void): AuditStorage => {
  let read = 0;
  return {
    ...storage,
    async *blocks(chain) {
      for await (const block of storage.blocks(chain)) {
        tell((read += block.texts.length));
        yield block;
      }
    },
  };
};

/** Whether a chain is as it was written, as far as anybody can tell. */
export const isWhole = ({ tampered, overdue }: VerifiedChain): boolean => tampered.length === 0 && !overdue;

/** Every chain of a service, read from its beginning and held against its signed heads. @throws AuditUnavailable */
export const verifyAudit = async (storage: AuditStorage, asked: VerifyAsked): Promise<readonly VerifiedChain[]> => {
  const { service, tenant, keys, heads, now, tell = () => {} } = asked;
  const counted = counting(storage, tell);
  const chains: VerifiedChain[] = [];
  for (const one of tenant === undefined ? await tenantsOf(storage, asked) : [tenant]) {
    const verified = await verifyChain(counted, { tenant: one, service }, { keys, heads });
    const { unsignedSince } = verified;
    const overdue = unsignedSince !== undefined && now.getTime() - Date.parse(unsignedSince) > longestUnsignedMs;
    chains.push({ ...verified, overdue });
  }
  return chains;
};
