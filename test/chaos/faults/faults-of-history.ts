import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@telemachy/infra/testing';
import { MongoClient, ObjectId, type Document, type Timestamp } from 'mongodb';
import { passedBy } from './checks/progress.ts';
import type { Fault } from './fault.ts';

/** Work with one member, whatever its role. */
const alone = async (host: string, work: (client: MongoClient) => Promise<void>): Promise<void> => {
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`, { serverSelectionTimeoutMS: 5_000 });
  try {
    await work(client);
  } finally {
    await client.close();
  }
};

/** What MongoDB takes back, and what it forgets. */
export const faultsOfHistory: readonly Fault[] = [
  {
    name: 'F12',
    what: 'a commit that only the primary has is rolled back',
    inject: async ({ stage, violated }) => {
      const { mongo } = stage;
      const primary = await mongo.primary();
      const others = mongo.members.filter((member) => member !== primary);
      const fetching = (mode: 'alwaysOn' | 'off') =>
        Promise.all(others.map((member) => mongo.ask(member, { configureFailPoint: 'stopReplProducer', mode })));
      await fetching('alwaysOn');
      const planted = new ObjectId();
      await alone(primary.host, async (client) => {
        const commits = client.db('telemachy_matching').collection<Document & { _id: ObjectId }>('commits');
        const model = (await commits.findOne({ 'facts.type': 'matching.program-drafted.v1' })) as Document;
        const { facts, command } = model as unknown as { facts: readonly Document[]; command: Document };
        await commits.insertOne(
          {
            ...model,
            _id: planted,
            stream: `program-${randomUUID()}`,
            versions: [1],
            facts: facts.map((fact) => ({ ...fact, id: randomUUID() })),
            command: { ...command, id: randomUUID() },
          },
          { writeConcern: { w: 1 } },
        );
      });
      await pause(2_000);
      await primary.process.kill();
      await fetching('off');
      await mongo.primary();
      await mongo.heal();
      const left = await stage.databaseOf('matching').collection('commits').findOne({ _id: planted });
      if (left !== null) violated('the fault could not be made: the other members had the commit');
      return { runs: 1 };
    },
  },
  {
    name: 'F13',
    what: 'the past that MongoDB remembers is rolled over while a service does not number',
    bound: { what: 'numbering again to passed by all', unit: 's', limit: () => 60 },
    inject: async ({ stage, violated }) => {
      const { goals } = stage.services;
      const db = stage.databaseOf('goals');
      await goals.kill();
      goals.nextStart({ env: { ROLE: 'api' } });
      await goals.start();
      await goals.ready();
      await pause(2_000);
      const last = await db.collection<{ _id: number; ct: Timestamp }>('batches').findOne({}, { sort: { _id: -1 } });
      const burst = db.client.db('chaos_burst').collection('bytes');
      const oldest = async (): Promise<Timestamp | undefined> => {
        const [entry] = await db.client
          .db('local')
          .collection<{ ts: Timestamp }>('oplog.rs')
          .find()
          .sort({ $natural: 1 })
          .limit(1)
          .toArray();
        return entry?.ts;
      };
      const isRolledOver = async (): Promise<true | undefined> => {
        await burst.insertMany(Array.from({ length: 8 }, () => ({ bytes: randomBytes(1_000_000) })));
        const first = await oldest();
        return last !== null && first !== undefined && first.greaterThan(last.ct) ? true : undefined;
      };
      await until('the oplog being rolled over', isRolledOver, { withinMs: 120_000, everyMs: 100 }).catch(() =>
        violated('the fault could not be made: the oplog was not rolled over'),
      );
      await burst.drop();
      await goals.kill();
      await goals.start();
      await goals.ready();
      return { runs: 1, reached: await passedBy(stage, 'goals') };
    },
  },
];
