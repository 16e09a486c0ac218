import { describe, expect, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import { MongoServerError } from 'mongodb';
import { checkServer } from './check-server.ts';

const set = { setName: 'telemachy', maxWireVersion: 17 };
/** A server that says this of itself. */
const server = (hello: Document, lifetime: number | Error = 60): Db =>
  ({
    command: async () => hello,
    client: {
      db: () => ({
        command: async () => {
          if (lifetime instanceof Error) throw lifetime;
          return { transactionLifetimeLimitSeconds: lifetime };
        },
      }),
    },
  }) as unknown as Db;

describe('A MongoDB server', () => {
  it('will do as a replica set of 5.0 or newer', async () => {
    await expect(checkServer(server(set))).resolves.toBeUndefined();
    const unauthorized = new MongoServerError({ code: 13, message: 'not authorized' });
    await expect(checkServer(server(set, unauthorized))).resolves.toBeUndefined();
  });

  it.each<[string, Db, string, RegExp]>([
    ['alone', server({ maxWireVersion: 17 }), 'no-replica-set', /Start mongod with --replSet .* rs\.initiate\(\)/],
    [
      'whose set was never made',
      server({ isreplicaset: true, maxWireVersion: 17 }),
      'no-replica-set',
      /^MongoDB waits for its replica set to be made\. Run rs\.initiate\(\)/,
    ],
    [
      'that is too old',
      server({ setName: 'telemachy', maxWireVersion: 9 }),
      'old-server',
      /older than 5\.0.*Upgrade it/,
    ],
    ['that keeps transactions for long', server(set, 90), 'slow-transactions', /Set .* to 60 or less/],
  ])('%s is refused, with what to do', async (_, db, why, message) => {
    const checking = checkServer(db);
    await expect(checking).rejects.toMatchObject({ name: 'DatabaseRefused', why });
    await expect(checking).rejects.toThrow(message);
  });

  it('lets a fault of its own through', async () => {
    await expect(checkServer(server(set, new Error('gone')))).rejects.toThrow('gone');
  });
});
