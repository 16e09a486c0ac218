import { topicGenerations, type TopicDocument } from '@telemachy/event-log';
import { MongoServerError, type Db } from 'mongodb';

/** Somebody else makes the next generation of the topic just now. */
export class TopicUnderWay extends Error {
  override readonly name = 'TopicUnderWay';
  constructor(service: string, { builder, startedAt }: NonNullable<TopicDocument['next']>) {
    super(
      `${builder} has been rebuilding the topic of ${service} since ${startedAt.toISOString()}. Wait for it, or stop it: ` +
        'the next one goes on with what it has sent, as soon as its claim has run out',
    );
  }
}

/** How long a builder that was killed keeps others waiting, in ms; it renews this while it sends. */
export const claimMs = 5_000;

export type NextTopic = {
  readonly generation: number;
  /** An earlier one had begun it. */
  readonly resumed: boolean;
  /** Says that it is still being made. @throws Error when somebody else has taken it over */
  readonly renew: (ms?: number) => Promise<void>;
  /** As if it had never been begun. */
  readonly abandon: () => Promise<void>;
};

const duplicateKey = 11_000;

/**
 * Takes the right to make the next generation of a service's topic, by the database's clock: goes on with the one that a builder left behind, or begins it.
 * @throws TopicUnderWay
 */
export const claimNextTopic = async (db: Db, service: string, builder: string): Promise<NextTopic> => {
  const { topics } = topicGenerations(db);
  const free = { $lt: [{ $ifNull: ['$next.until', new Date(0)] }, '$$NOW'] };
  const begun = { generation: { $add: [{ $ifNull: ['$generation', 1] }, 1] }, startedAt: '$$NOW' };
  const ours = { builder, until: { $add: ['$$NOW', claimMs] } };
  const claim = {
    $set: {
      generation: { $ifNull: ['$generation', 1] },
      next: { $cond: [free, { $mergeObjects: [begun, '$next', ours] }, '$next'] },
    },
  };
  const take = () => topics.findOneAndUpdate({ _id: service }, [claim], { upsert: true, returnDocument: 'before' });
  const before = await take().catch((error: unknown) => {
    // Another one made the document at the same moment.
    if (error instanceof MongoServerError && error.code === duplicateKey) return take();
    throw error;
  });
  const after = await topics.findOne({ _id: service });
  if (after?.next === undefined) throw new Error(`the topic of ${service} was finished by somebody else meanwhile`);
  if (after.next.builder !== builder) throw new TopicUnderWay(service, after.next);
  return {
    generation: after.next.generation,
    resumed: before?.next !== undefined,
    renew: async (ms = claimMs) => {
      const until = { $set: { 'next.until': { $add: ['$$NOW', ms] } } };
      const { matchedCount } = await topics.updateOne({ _id: service, 'next.builder': builder }, [until]);
      if (matchedCount !== 1) throw new Error(`the topic of ${service} is rebuilt by somebody else now`);
    },
    abandon: async () => {
      await topics.updateOne({ _id: service, 'next.builder': builder }, { $unset: { next: 1 } });
    },
  };
};

/** Nothing is being made any more: everybody has gone on to what was made. */
export const finishNextTopic = async (db: Db, service: string): Promise<void> => {
  const made = { _id: service, $expr: { $eq: ['$generation', '$next.generation'] } };
  await topicGenerations(db).topics.updateOne(made, { $unset: { next: 1 } });
};
