import { describe, expect, it } from '@jest/globals';
import type { Db } from 'mongodb';
import * as mongodb from 'mongodb';
import { StoreUnavailable } from '../errors.ts';
import type { EventStore, Head } from '../port.ts';
import { aCommand, asked, aStream, aTenant, goalSet, sampleSchemas } from '../testing/sample.ts';
import { mongoClaimKeeper } from './mongo-claim-keeper.ts';
import { mongoEventStore } from './mongo-event-store.ts';
import { neverRaw } from './store-errors.ts';

const { MongoServerError, MongoNetworkError, MongoWriteConcernError, BSON } = mongodb;
const server = (code: number, codeName: string, labels: readonly string[] = []) =>
  new MongoServerError({ code, codeName, message: codeName, errmsg: codeName, errorLabels: [...labels] });

/** Whatever the driver may throw: an error of each class that it exports, and answers of a server. */
const ofEachClass = Object.entries(mongodb)
  .filter(([name, value]) => /^Mongo.*Error$/.test(name) && typeof value === 'function')
  .map(([name, value]): [string, unknown] => {
    const made = Object.create((value as { prototype: object }).prototype) as Error;
    Object.defineProperty(made, 'message', { value: name });
    Object.defineProperty(made, 'errorLabelSet', { value: new Set() });
    return [name, made];
  });
const unavailable: [string, unknown][] = [
  ['a torn connection', new MongoNetworkError('torn')],
  [
    'a write concern that failed',
    new MongoWriteConcernError({ writeConcernError: { code: 64, errmsg: 'late' } } as never),
  ],
  ['a primary that stepped down', server(189, 'PrimarySteppedDown')],
  ['a write that may be tried again', server(1, 'InternalError', ['RetryableWriteError'])],
  ['a transaction in the way', server(112, 'WriteConflict', ['TransientTransactionError'])],
  ['a commit nobody knows of', server(1, 'InternalError', ['UnknownTransactionCommitResult'])],
];
const failed: [string, unknown, RegExp][] = [
  ['no permission', server(13, 'Unauthorized'), /Unauthorized, code 13\)\. Give the user .* readWrite/],
  ['a wrong password', server(18, 'AuthenticationFailed'), /Correct the user or the password/],
  ['a missing index', server(2, 'BadValue'), /Start the service of this release once/],
  ['a document that does not fit', server(121, 'DocumentValidationFailure'), /does not fit the validator/],
  ['anything else', server(8000, 'AtlasError'), /AtlasError, code 8000\)\. Look at the cause/],
  ['a value that BSON cannot hold', new BSON.BSONError('too large'), /too large \(BSONError\)/],
];

/** A database that answers with nothing, until it is told to fail. */
const failing = () => {
  let fault: unknown;
  const answer = async <Value>(value: Value): Promise<Value> => {
    if (fault !== undefined) throw fault;
    return value;
  };
  const cursor = {
    sort: () => cursor,
    limit: () => cursor,
    hint: () => cursor,
    project: () => cursor,
    toArray: () => answer([]),
    async *[Symbol.asyncIterator]() {
      yield* await answer([]);
    },
  };
  const collection = {
    find: () => cursor,
    findOne: () => answer(null),
    distinct: () => answer(['t']),
    insertOne: () => answer({}),
    updateOne: () => answer({}),
    deleteOne: () => answer({}),
    updateMany: () => answer({}),
    bulkWrite: () => answer({}),
  };
  const session = {
    id: undefined,
    startTransaction: () => {},
    inTransaction: () => false,
    abortTransaction: () => answer(undefined),
    commitTransaction: () => answer(undefined),
    endSession: async () => {},
    withTransaction: (work: () => Promise<unknown>) => work(),
  };
  const db = {
    collection: () => collection,
    command: () => answer({ ok: 1 }),
    client: { startSession: () => session, withSession: (work: (one: unknown) => unknown) => work(session) },
  } as unknown as Db;
  return { db, fail: (error: unknown) => (fault = error) };
};

const each = async (items: AsyncIterable<unknown>): Promise<void> => {
  for await (const item of items) void item;
};

const ways = (store: EventStore, head: Head): readonly [string, () => Promise<unknown>][] => [
  ['load', () => store.load(aTenant, head.stream)],
  ['loadLast', () => store.loadLast(aTenant, head.stream, 3)],
  ['loadFromSummary', () => store.loadFromSummary(aTenant, head.stream)],
  ['loadFromSnapshot', () => store.loadFromSnapshot(aTenant, head.stream, 'sum')],
  ['append', () => store.append(head, [goalSet()], asked())],
  ['append with claims', () => store.append(head, [goalSet()], asked({ claims: [{ kind: 'take', claim: 'a' }] }))],
  ['commitOf', () => store.commitOf(aTenant, head.stream, aCommand())],
  ['unchangedOf', () => store.unchangedOf(aTenant, head.stream, aCommand())],
  ['keepUnchanged', () => store.keepUnchanged(head, { command: aCommand() })],
  ['readAll', () => store.readAll(0, 10)],
  ['readRaw', () => store.readRaw(0, 10)],
  ['lastPosition', () => store.lastPosition()],
  ['positionOf', () => store.positionOf(aTenant, head.stream, '0123456789abcdef01234567')],
  ['skip', () => store.skip({ tenant: aTenant, stream: head.stream, version: 1, reason: 'a reason', by: 'o' })],
  ['history', () => store.history(aTenant, head.stream)],
  ['skippedAmong', () => store.skippedAmong(['f'])],
];

describe('An error of the driver', () => {
  it.each(ofEachClass)('%s is never heard as it is', (_, error) => {
    expect(neverRaw(error)).toMatchObject({ name: expect.stringMatching(/^Store(Unavailable|Failed)$/), cause: error });
  });

  it.each(unavailable)('that says "not now" is an outage: %s', (_, error) => {
    expect(neverRaw(error)).toBeInstanceOf(StoreUnavailable);
  });

  it.each(failed)('that says "no" comes with the remedy: %s', (_, error, message) => {
    expect(neverRaw(error)).toMatchObject({ name: 'StoreFailed', message: expect.stringMatching(message) });
  });

  it('is told from a bug of ours, which passes', () => {
    const bug = new TypeError('x is undefined');
    expect(neverRaw(bug)).toBe(bug);
  });

  it.each([...unavailable, ...failed].map(([name, error]): [string, unknown] => [name, error]))(
    'comes out of no method: %s',
    async (_, error) => {
      const { db, fail } = failing();
      const store = mongoEventStore({ db, schemas: sampleSchemas, patienceMs: 200 });
      const { head } = await store.load(aTenant, aStream());
      fail(error);
      const keeper = mongoClaimKeeper(db);
      const kept = { tenant: aTenant, streams: [head.stream], heldBy: () => undefined };
      const all: readonly [string, () => Promise<unknown>][] = [
        ...ways(store, head),
        ['keeper.tenants', () => keeper.tenants()],
        ['keeper.mendUnique', () => keeper.mendUnique('a', kept)],
        ['keeper.picture', () => keeper.picture(aTenant, ['goal'], async ({ held }) => each(held))],
      ];
      for (const [name, work] of all) {
        const heard: unknown = await work().then(
          (answer) => (answer as { outcome?: string } | undefined)?.outcome ?? 'an answer',
          (fault: unknown) => fault,
        );
        // Who meets others again and again hears that it is a conflict, in the end.
        const conflict = name === 'append with claims' && neverRaw(error) instanceof StoreUnavailable;
        expect([name, heard]).toEqual([
          name,
          conflict && heard === 'conflict'
            ? 'conflict'
            : expect.objectContaining({ name: expect.stringMatching(/^Store(Unavailable|Failed)$/) }),
        ]);
      }
    },
  );
});
