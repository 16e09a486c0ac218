import { topicOf } from '@telemachy/contracts';
import { mongoProgress, topicGenerations } from '@telemachy/event-log';
import { reactionsCollection } from '@telemachy/processes';
import { liveName, modelOfGeneration, mongoDocuments } from '@telemachy/projections';
import { serviceNames, until, type ServiceName } from '@telemachy/infra/testing';
import type { Stage } from '../stage/stage.ts';

/** The topic that carries a service's facts now, by its own database: one that was rebuilt has another name. */
export const liveTopicOf = async (stage: Stage, service: ServiceName): Promise<string> =>
  topicOf(service, (await topicGenerations(stage.databaseOf(service)).read()).get(service));

/** How far a service's facts are on their way to everybody who hears them. */
export type Progress = {
  /** The topic that it publishes to. */
  readonly topic: string;
  readonly commits: number;
  /** Commits that have a position. */
  readonly numbered: number;
  /** Position of the last numbered fact. */
  readonly head: number;
  readonly published: number;
  readonly partitionseqs: readonly number[];
};

export const progressOf = async (stage: Stage, service: ServiceName): Promise<Progress> => {
  const db = stage.databaseOf(service);
  const topic = await liveTopicOf(stage, service);
  const [commits, sums, published] = await Promise.all([
    db.collection('commits').countDocuments(),
    db
      .collection('batches')
      .aggregate<{ facts: number; commits: number }>([
        { $group: { _id: null, facts: { $sum: '$n' }, commits: { $sum: { $binarySize: '$counts' } } } },
      ])
      .next(),
    mongoProgress(db).read(topic),
  ]);
  return {
    topic,
    commits,
    numbered: sums?.commits ?? 0,
    head: sums?.facts ?? 0,
    published: published?.position ?? 0,
    partitionseqs: published?.partitionseqs ?? [],
  };
};

/** Number in its partition that a consumer has passed, by `<topic>/<partition>`, of every consumer that is live. */
export const passedIn = async (
  stage: Stage,
  service: ServiceName,
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> => {
  const documents = mongoDocuments(stage.databaseOf(service));
  const passed = new Map<string, ReadonlyMap<string, number>>();
  for (const consumer of await documents.consumers()) {
    if (consumer !== (await liveName(documents, modelOfGeneration(consumer)))) continue;
    const checkpoints = await documents.checkpointsOf(consumer);
    passed.set(
      consumer,
      new Map(checkpoints.map(({ topic, partition, partitionseq }) => [`${topic}/${partition}`, partitionseq])),
    );
  }
  return passed;
};

type Waiting = readonly string[];

/** What is still on its way to the consumers of a service, in words, when these are the numbers to reach. */
const behindIn = async (stage: Stage, service: ServiceName, goals: ReadonlyMap<string, number>): Promise<Waiting> => {
  const behind: string[] = [];
  for (const [consumer, places] of await passedIn(stage, service)) {
    for (const [place, number] of places) {
      const goal = goals.get(place) ?? 0;
      if (number < goal) behind.push(`${service} ${consumer} is at ${number} of ${goal} in ${place}`);
    }
  }
  return behind;
};

const goalsOf = (progress: ReadonlyMap<ServiceName, Progress>): ReadonlyMap<string, number> =>
  new Map(
    [...progress.values()].flatMap(({ topic, partitionseqs }) =>
      partitionseqs.map((number, partition) => [`${topic}/${partition}`, number] as const),
    ),
  );

const allProgress = async (stage: Stage): Promise<ReadonlyMap<ServiceName, Progress>> =>
  new Map(await Promise.all(serviceNames.map(async (service) => [service, await progressOf(stage, service)] as const)));

/** Mails that are due: one that a dead process was sending waits for 40 s until another may, and then facts follow. */
const mailsDue = async (stage: Stage): Promise<number> => {
  const db = stage.databaseOf('notification');
  const documents = mongoDocuments(db);
  const known = (await documents.consumers()).map(modelOfGeneration);
  const model = known.find((name) => /^outbox\.v\d+$/.test(name));
  if (model === undefined) throw new Error(`nobody folds the outbox: ${known.join(', ')}`);
  const outbox = db.collection(await liveName(documents, model));
  return outbox.countDocuments({ dueAt: { $lte: new Date().toISOString() } });
};

/** Everything that is not at rest: facts without a position, unpublished ones, consumers that are behind, reactions not carried out, mails to send. */
const waitingOn = async (stage: Stage): Promise<Waiting> => {
  const progress = await allProgress(stage);
  const goals = goalsOf(progress);
  const found: string[] = [];
  for (const [service, { commits, numbered, head, published }] of progress) {
    if (numbered < commits) found.push(`${service} has ${commits - numbered} commits without a position`);
    if (published < head) found.push(`${service} has published ${published} of ${head} facts`);
    const reactions = await stage
      .databaseOf(service)
      .collection(reactionsCollection)
      .countDocuments({ state: 'waiting' });
    if (reactions > 0) found.push(`${service} has ${reactions} reactions to carry out`);
    found.push(...(await behindIn(stage, service, goals)));
  }
  const mails = await mailsDue(stage);
  if (mails > 0) found.push(`${mails} mails are to be sent`);
  return found;
};

/** Waits until all is at rest, twice in a row. @returns seconds since `from`, of `performance.now()`. @throws Error naming what is not */
export const atRest = async (stage: Stage, from = performance.now(), withinMs = 90_000): Promise<number> => {
  let quietAt: number | undefined;
  let waiting: Waiting = [];
  const quiet = async (): Promise<true | undefined> => {
    waiting = await waitingOn(stage);
    if (waiting.length > 0) return void (quietAt = undefined);
    if (quietAt !== undefined) return true;
    quietAt = performance.now();
    return undefined;
  };
  await until('rest', quiet, { withinMs, everyMs: 200 }).catch((cause: unknown) => {
    throw new Error(`not at rest after ${withinMs / 1000} s: ${waiting.join('; ') || (cause as Error).message}`, {
      cause,
    });
  });
  return ((quietAt ?? from) - from) / 1000;
};

/**
 * Waits until what a service has committed by now is published and has passed every consumer, while the load goes on.
 * @returns seconds since `from`
 */
export const passedBy = async (
  stage: Stage,
  service: ServiceName,
  { from = performance.now(), withinMs = 90_000 }: { readonly from?: number; readonly withinMs?: number } = {},
): Promise<number> => {
  let committed: number | undefined;
  let goals: ReadonlyMap<string, number> | undefined;
  let waiting: Waiting = [];
  const passed = async (): Promise<true | undefined> => {
    const commits = (committed ??= (await progressOf(stage, service)).commits);
    if (goals === undefined) {
      const now = await progressOf(stage, service);
      waiting = [
        `${service} has numbered ${now.numbered} of ${commits} commits and published ${now.published} of ${now.head}`,
      ];
      if (now.numbered < commits || now.published < now.head - 50) return undefined;
      goals = goalsOf(new Map([[service, now]]));
    }
    const reached = goals;
    waiting = (await Promise.all(serviceNames.map((heard) => behindIn(stage, heard, reached)))).flat();
    return waiting.length === 0 ? true : undefined;
  };
  await until(`the facts of ${service} passing everybody`, passed, { withinMs, everyMs: 100 }).catch(
    (cause: unknown) => {
      throw new Error(`not passed after ${withinMs / 1000} s: ${waiting.join('; ') || (cause as Error).message}`, {
        cause,
      });
    },
  );
  return (performance.now() - from) / 1000;
};
