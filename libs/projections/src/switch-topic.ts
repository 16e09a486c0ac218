import { topicGenerations } from '@telemachy/event-log';
import type { ClientSession, Db, Document } from 'mongodb';
import { nameOfCheckpoint, type CheckpointKey } from './document-store.ts';
import { nameOfGeneration, type Generations } from './generations.ts';
import { forGood } from './mongo-checkpoints.ts';
import { mongoDocuments } from './mongo-documents.ts';
import { parkedCollection } from './parked.ts';
import { BuildUnderWay } from './rebuild/build-claim.ts';

export type TopicSwitch = {
  /** The service whose facts the topic carries. */
  readonly service: string;
  readonly from: string;
  readonly to: string;
  readonly generation: number;
  /** Of both topics. */
  readonly partitions: number;
  /** `<name>.v<version>` of all that hear the topic here, whether or not they have begun. */
  readonly consumers: readonly string[];
  /** Collections, besides that of what is parked, whose documents name the topic that they came by. */
  readonly alsoIn: readonly string[];
};

type Held = { _id: string; heldUntil?: Date; partitionseq: number } & CheckpointKey;

const patienceMs = 60_000;

/**
 * Moves every consumer of one service on to the next generation of a topic, in one transaction: whoever reads the old one finds its checkpoint held for good
 * and keeps nothing more, and whoever reads the new one goes on behind the last fact that counted. Both generations give a fact the same partition and the
 * same number, so a checkpoint means the same in both; the offset of the next record is never below that number. Again, it changes nothing.
 * @returns how many checkpoints were moved
 * @throws BuildUnderWay while a read model is being rebuilt here
 */
export const switchTopic = async (db: Db, asked: TopicSwitch): Promise<number> => {
  const documents = mongoDocuments(db);
  await documents.ensure([]);
  const checkpoints = db.collection<Held>('checkpoints');
  const { topics } = topicGenerations(db);
  const { from, to, generation, service } = asked;

  const isDone = async (session?: ClientSession): Promise<boolean> => {
    const found = await topics.findOne({ _id: service }, session === undefined ? {} : { session });
    return (found?.generation ?? 1) >= generation;
  };
  const refuseBuilds = async (session?: ClientSession): Promise<void> => {
    const now = await documents.now();
    const under = (await db
      .collection('generations')
      .find({ 'building.until': { $gt: now } }, session === undefined ? {} : { session })
      .toArray()) as unknown as readonly (Omit<Generations, 'model'> & { readonly _id: string })[];
    for (const { _id, ...rest } of under) throw new BuildUnderWay({ model: _id, ...rest });
  };
  const moved = async (session: ClientSession): Promise<number> => {
    if (await isDone(session)) return 0;
    await refuseBuilds(session);
    // One that nobody is at any more stands in the old topic: the next rebuild begins anew.
    await db
      .collection('generations')
      .updateMany({ building: { $exists: true } }, { $unset: { building: 1 } }, { session });
    const old = await checkpoints.find({ topic: from }, { session }).toArray();
    const copies = old.map(({ heldUntil, ...one }) => ({
      ...one,
      _id: nameOfCheckpoint({ ...one, topic: to }),
      topic: to,
      offset: one.partitionseq,
      movedAt: new Date(),
      ...(isForGood(heldUntil) ? { heldUntil } : {}),
    }));
    if (copies.length > 0) await checkpoints.insertMany(copies, { session });
    await checkpoints.updateMany({ topic: from }, { $set: { heldUntil: forGood } }, { session });
    for (const name of [parkedCollection, ...asked.alsoIn])
      await db.collection<Document>(name).updateMany({ topic: from }, { $set: { topic: to } }, { session });
    await topics.updateOne({ _id: service }, { $set: { generation } }, { session, upsert: true });
    return copies.length;
  };

  if (await isDone()) return 0;
  await refuseBuilds();
  const keys = keysOf(asked, await checkpoints.find({ topic: from }).toArray(), await documents.generations());
  const until = (await documents.now()) + patienceMs;
  // One by one, each behind the step that its partition is at: then nobody moves what the transaction reads.
  await Promise.all(keys.map((key) => documents.transact((unit) => unit.hold([key], until))));
  try {
    return await db.client.withSession((session) =>
      session.withTransaction(() => moved(session), {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority', journal: true },
        readPreference: 'primary',
      }),
    );
  } catch (error) {
    await documents.transact((unit) => unit.hold(keys, 0));
    throw error;
  }
};

const isForGood = (heldUntil: Date | undefined): boolean => heldUntil?.getTime() === forGood.getTime();

/** Every checkpoint that anybody could move: of all who hear the topic, in all generations there are, in every partition. */
const keysOf = (
  { consumers, from, partitions }: TopicSwitch,
  known: readonly Held[],
  generations: readonly Generations[],
): readonly CheckpointKey[] => {
  const held = new Set(known.filter(({ heldUntil }) => isForGood(heldUntil)).map(({ _id }) => _id));
  const rebuilt = new Set(generations.map(({ model }) => model));
  const names = new Set([
    // The first generation of one that was rebuilt is held for good, or gone.
    ...consumers.filter((consumer) => !rebuilt.has(consumer)),
    ...known.map(({ consumer }) => consumer),
    ...generations
      .filter(({ model }) => consumers.includes(model))
      .map(({ model, live }) => nameOfGeneration(model, live)),
  ]);
  return [...names]
    .flatMap((consumer) => Array.from({ length: partitions }, (_, partition) => ({ consumer, topic: from, partition })))
    .filter((key) => !held.has(nameOfCheckpoint(key)));
};
