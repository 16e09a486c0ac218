import type { AuditEntry } from './entry.ts';
import { AuditUnavailable, type AuditStorage } from './audit-storage.ts';
import { hashBytes, nextBlock, seedOf, type Block, type ChainEnd, type ChainName } from './chain.ts';

export type AuditLog = {
  /** Writes an entry down. @returns its place, once it is durable. @throws AuditUnavailable, and nothing is written then or it is not known */
  record(tenant: string, entry: AuditEntry): Promise<number>;
};

export type AuditLogOptions = {
  readonly service: string;
  readonly storage: AuditStorage;
  readonly now: () => Date;
};

type Waiting = {
  readonly entry: AuditEntry;
  readonly at: string;
  readonly resolve: (seq: number) => void;
  readonly reject: (error: unknown) => void;
};
type Tail = { readonly number: number; readonly end: ChainEnd };

const mostInBlock = 500;
const tries = 100;

/** The end that a block leaves. */
export const endOf = (chain: ChainName, block: Block | undefined): ChainEnd =>
  block === undefined
    ? seedOf(chain)
    : { seq: block.first + block.texts.length - 1, hash: Buffer.from(block.hashes.subarray(-hashBytes)) };

/**
 * The audit of a service. Entries that come while a block is being written travel together in the next one; other processes of the service write the same
 * chains, and who was slower links anew.
 */
export const auditLog = ({ service, storage, now }: AuditLogOptions): AuditLog => {
  const queues = new Map<string, Waiting[]>();
  const tails = new Map<string, Tail>();

  const read = async (chain: ChainName): Promise<Tail> => {
    const last = await storage.last(chain);
    return { number: last?.number ?? 0, end: endOf(chain, last) };
  };

  const write = async (tenant: string, group: readonly Waiting[]): Promise<number> => {
    const chain = { tenant, service };
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const tail = tails.get(tenant) ?? (await read(chain));
      const records = group.map(({ entry, at }) => ({ ...entry, at }));
      const { block, end } = nextBlock(tail.end, tail.number + 1, records);
      // Until it is known how this ends, nobody may link to what was there before.
      tails.delete(tenant);
      if (!(await storage.add(chain, block))) continue;
      tails.set(tenant, { number: block.number, end });
      return block.first;
    }
    throw new AuditUnavailable(`the audit of ${service} is written by others all the time: no place in ${tries} tries`);
  };

  const drain = async (tenant: string, queue: Waiting[]): Promise<void> => {
    while (queue.length > 0) {
      const group = queue.splice(0, mostInBlock);
      try {
        const first = await write(tenant, group);
        group.forEach(({ resolve }, place) => resolve(first + place));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    queues.delete(tenant);
  };

  return {
    record: (tenant, entry) =>
      new Promise((resolve, reject) => {
        const waiting = { entry, at: now().toISOString(), resolve, reject };
        const queue = queues.get(tenant);
        if (queue !== undefined) return void queue.push(waiting);
        const fresh = [waiting];
        queues.set(tenant, fresh);
        void drain(tenant, fresh);
      }),
  };
};
