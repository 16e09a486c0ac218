import { randomUUID } from 'node:crypto';
import { peer } from '../measure/peer.ts';
import type { Servers } from '../measure/service.ts';
import { checkIn } from '../measure/facts.ts';
import type { OpenStream, Streams } from './streams.ts';

export const emmett = 'Emmett';
export const needsPeers = 'npm ci in test/bench/peers';

/** As much of Emmett as is used here. */
type EmmettStore = {
  readonly appendToStream: (
    stream: string,
    events: readonly object[],
    options: { readonly expectedStreamVersion: bigint },
  ) => Promise<{ readonly nextExpectedStreamVersion: bigint }>;
  readonly readStream: (
    stream: string,
    options?: { readonly from: bigint; readonly to: bigint },
  ) => Promise<{ readonly events: readonly unknown[] }>;
};
type Client = {
  connect(): Promise<unknown>;
  close(): Promise<void>;
  db(name: string): { dropDatabase(): Promise<unknown> };
};

export type EmmettPeer = Streams & {
  readonly store: EmmettStore;
  readonly openStream: (stream: string, version?: bigint) => OpenStream;
  readonly close: () => Promise<void>;
};

/** Emmett's own MongoDB store with its default storage, on the driver it asks for; `undefined` where it is not installed. */
export const openEmmett = async ({ mongoUri }: Servers, database: string): Promise<EmmettPeer | undefined> => {
  const mongodb = peer<{ MongoClient: new (uri: string) => Client }>('mongodb');
  const package_ = peer<{ getMongoDBEventStore(options: { client: Client; storage: object }): EmmettStore }>(
    '@event-driven-io/emmett-mongodb',
  );
  if (mongodb === undefined || package_ === undefined) return undefined;
  const client = new mongodb.MongoClient(mongoUri);
  await client.connect();
  const store = package_.getMongoDBEventStore({
    client,
    storage: { type: 'COLLECTION_PER_STREAM_TYPE', databaseName: database },
  });
  const openStream = (stream: string, version = 0n): OpenStream => {
    let expectedStreamVersion = version;
    const goalId = stream.slice('goal:'.length);
    return async () => {
      const appended = await store.appendToStream(stream, [checkIn(goalId, Number(expectedStreamVersion))], {
        expectedStreamVersion,
      });
      expectedStreamVersion = appended.nextExpectedStreamVersion;
    };
  };
  return {
    store,
    openStream,
    open: async (count) => Array.from({ length: count }, () => openStream(`goal:${randomUUID()}`)),
    close: async () => {
      await client.db(database).dropDatabase();
      await client.close();
    },
  };
};
