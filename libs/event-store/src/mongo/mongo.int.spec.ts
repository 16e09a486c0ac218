import { jest } from '@jest/globals';
import { eventStoreContract } from '../event-store.contract.ts';
import { startSequencer } from '../sequencer/start-sequencer.ts';
import { eventually, testDatabase } from '../testing/database.ts';
import { sampleSchemas, sampleUpcasters } from '../testing/sample.ts';
import { mongoClaimKeeper } from './mongo-claim-keeper.ts';
import { mongoEventStore } from './mongo-event-store.ts';

// Generous: a busy machine is slow, not wrong.
jest.setTimeout(60_000);

eventStoreContract('The store on MongoDB', async () => {
  const { db, drop } = await testDatabase();
  const store = mongoEventStore({ db, schemas: sampleSchemas, upcasters: sampleUpcasters });
  const sequencer = startSequencer({ db, owner: 'spec' });
  const facts = async (): Promise<number> => {
    const [sum] = await db
      .collection('commits')
      .aggregate<{ facts: number }>([{ $group: { _id: null, facts: { $sum: { $size: '$versions' } } } }])
      .toArray();
    return sum?.facts ?? 0;
  };
  return {
    store,
    ofRelease: (release) => mongoEventStore({ db, ...release }),
    keeper: mongoClaimKeeper(db, { schemas: sampleSchemas, upcasters: sampleUpcasters }),
    sequence: () => eventually(async () => (await store.lastPosition()) === (await facts())),
    async close() {
      await sequencer.stop();
      await drop();
    },
  };
});
