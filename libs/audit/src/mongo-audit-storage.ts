import { Binary, MongoServerError, type Collection, type Db } from 'mongodb';
import { AuditUnavailable, type AuditStorage } from './audit-storage.ts';
import type { Block, ChainName } from './chain.ts';

type BlockDocument = {
  /** `<tenant>|<service>|<number, 12 digits>`: in order, and one of each. */
  readonly _id: string;
  readonly tenant: string;
  readonly service: string;
  readonly number: number;
  readonly first: number;
  readonly texts: readonly string[];
  readonly hashes: Binary;
};
type HeadDocument = { readonly _id: string; readonly tenant: string; readonly service: string; readonly token: string };

const duplicateKey = 11_000;
/** Whoever waits for an entry to be written hears within this time that it cannot be. */
const longestWriteMs = 5_000;
const placed = (tenant: string, service: string, number: number): string =>
  `${tenant}|${service}|${String(number).padStart(12, '0')}`;
/** All that a chain has, by the prefix of their ids: `}` follows `|`, and no organization's name holds either. */
const within = ({ tenant, service }: ChainName) => ({
  _id: { $gt: `${tenant}|${service}|`, $lt: `${tenant}|${service}}` },
});
const blockOf = ({ number, first, texts, hashes }: BlockDocument): Block => ({
  number,
  first,
  texts,
  hashes: Buffer.from(hashes.buffer.subarray(0, hashes.position)),
});

const reached = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
  try {
    return await ask();
  } catch (cause) {
    throw new AuditUnavailable('the audit cannot be reached in MongoDB', { cause });
  }
};

type Named = Collection<{ readonly _id: string }>;
/** By the ids, which say what a chain is read by, and from one chain to the next: as many looks as there are chains. */
const tenantsIn = async (collection: Named, service: string): Promise<readonly string[]> => {
  const tenants: string[] = [];
  for (let after = ''; ;) {
    const next = await collection.findOne({ _id: { $gt: after } }, { sort: { _id: 1 }, projection: { _id: 1 } });
    if (next === null) return tenants;
    const [tenant = '', of = ''] = next._id.split('|');
    if (of === service) tenants.push(tenant);
    after = `${tenant}|${of}}`;
  }
};

/** The audit in a service's own database. Durable writes, majority reads. */
export const mongoAuditStorage = (db: Db): AuditStorage => {
  const durable = { writeConcern: { w: 'majority', journal: true }, readConcern: { level: 'majority' } } as const;
  const blocks = db.collection<BlockDocument>('audit', durable);
  const heads = db.collection<HeadDocument>('audit_heads', durable);
  const added = async (insert: () => Promise<unknown>): Promise<boolean> => {
    try {
      await insert();
      return true;
    } catch (error) {
      if (error instanceof MongoServerError && error.code === duplicateKey) return false;
      throw new AuditUnavailable('the audit cannot be written to MongoDB', { cause: error });
    }
  };
  return {
    async last(chain) {
      const [last] = await reached(() => blocks.find(within(chain)).sort({ _id: -1 }).limit(1).toArray());
      return last === undefined ? undefined : blockOf(last);
    },
    add: ({ tenant, service }, { number, first, texts, hashes }) =>
      added(() =>
        blocks.insertOne(
          { _id: placed(tenant, service, number), tenant, service, number, first, texts, hashes: new Binary(hashes) },
          { maxTimeMS: longestWriteMs },
        ),
      ),
    async *blocks(chain) {
      const cursor = blocks.find(within(chain)).sort({ _id: 1 });
      for (;;) {
        const next = await reached(() => cursor.next());
        if (next === null) return;
        yield blockOf(next);
        for (const more of cursor.readBufferedDocuments()) yield blockOf(more);
      }
    },
    async tenants(service) {
      const [written, signed] = await reached(() =>
        Promise.all([tenantsIn(blocks as unknown as Named, service), tenantsIn(heads as unknown as Named, service)]),
      );
      return [...new Set([...written, ...signed])].toSorted();
    },
    // Signed twice at the same place: the same chain, so the first word stays.
    addHead: ({ tenant, service }, seq, token) =>
      added(() => heads.insertOne({ _id: placed(tenant, service, seq), tenant, service, token })),
    async heads(chain) {
      return (await reached(() => heads.find(within(chain)).sort({ _id: 1 }).toArray())).map(({ token }) => token);
    },
  };
};
