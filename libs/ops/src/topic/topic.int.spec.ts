import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  kafkaEventLog,
  mongoProgress,
  placeOf,
  silent,
  startPublisher,
  topicGenerations,
  type EventLog,
} from '@telemachy/event-log';
import { mongoEventStore, prepareEventStore, startSequencer, type EventStore } from '@telemachy/event-store';
import { mongoDocuments, runProjection, type Running } from '@telemachy/projections';
import { eventually } from '@telemachy/testing';
import type { Db } from 'mongodb';
import { answersTo } from '../answers-to.ts';
import { readCommand } from '../command.ts';
import { openInstallation, type Installation } from '../installation.ts';
import { printed } from '../print/printed.ts';
import { missedGoals, missGoal, registration, type MissedGoals } from '../rebuild/missed-goals.fixture.ts';
import type { Registration } from '../registration.ts';
import { verify } from '../verify/verify.ts';
import { fillTopic } from './fill-topic.ts';
import { readTopicStep } from './read-topic.ts';
import { topic as topicStep } from './topic.ts';

jest.setTimeout(120_000);
const slowly = join(import.meta.dirname, 'fill-slowly.fixture.ts');
const partitions = 3;
/** Another service that hears the same facts. */
const elsewhere: Registration = { service: { name: 'matching', projections: registration.service.projections } };
const registrations = [registration, elsewhere];

describe('rebuilding a topic on Kafka and MongoDB', () => {
  let env: NodeJS.ProcessEnv;
  let installation: Installation;
  let db: Db;
  let store: EventStore;
  let ends: (() => Promise<unknown>)[];
  let said: number;
  const topicOf = (generation: number) => installation.topicOf('goals', generation);

  beforeEach(async () => {
    const unique = Math.random().toString(36).slice(2, 8);
    env = {
      ...process.env,
      TELEMACHY_DATABASE_PREFIX: `topic_${unique}_`,
      TELEMACHY_TOPIC_PREFIX: `topic-${unique}.`,
    };
    installation = await openInstallation(env);
    db = installation.databaseOf('goals');
    said = 0;
    await prepareEventStore(db);
    store = mongoEventStore({ db });
    const sequencer = startSequencer({ db, owner: 'spec' });
    ends = [() => sequencer.stop()];
    await installation.log().ensureTopics([{ topic: topicOf(1), partitions }]);
  });
  afterEach(async () => {
    for (const end of ends.toReversed()) await end();
    await Promise.all(['goals', 'matching'].map((name) => installation.databaseOf(name).dropDatabase()));
    await installation.close();
  });

  const publish = (generation: number) => {
    const options = { service: 'goals', topic: topicOf(generation), store, log: installation.log(), logger: silent };
    const publisher = startPublisher({ ...options, progress: mongoProgress(db), pollMs: 50 });
    ends.push(() => publisher.stop());
    return publisher;
  };
  /** As a process of a service runs its read model, with a client of its own. */
  const run = async (service: string, generation: number): Promise<Running> => {
    const log: EventLog = kafkaEventLog({
      brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
      clientId: `spec-${randomUUID()}`,
      logger: silent,
    });
    const running = await runProjection({
      service: env['TELEMACHY_TOPIC_PREFIX'] + service,
      projection: missedGoals,
      log,
      documents: mongoDocuments(installation.databaseOf(service)),
      logger: silent,
      topicOf: () => topicOf(generation),
    });
    ends.push(() => log.close(), running.stop);
    return running;
  };
  const say = async (count: number): Promise<void> => {
    await Promise.all(Array.from({ length: count }, () => missGoal(store, said++)));
  };
  const counted = async (service: string): Promise<number> => {
    let sum = 0;
    for await (const { of } of mongoDocuments(installation.databaseOf(service)).all('missed.v1'))
      for (const n of Object.values((of ?? {}) as MissedGoals['of'])) sum += n;
    return sum;
  };
  const published = async (generation: number) => mongoProgress(db).read(topicOf(generation));
  /** The command as an operator gives it, with the services' entries in this process. */
  const ask = async (line: string) => {
    const command = readCommand(line.split(' '), ['goals', 'matching']);
    const answers = await answersTo(
      command,
      async (service, words) => {
        const one = registrations.find((known) => known.service.name === service) ?? registration;
        return [await topicStep(one, installation, readTopicStep(words.slice(1)))];
      },
      ['matching', 'goals'],
    );
    return printed({ ...command, json: true }, answers);
  };
  /** Numbers as they lie in a topic, by partition; repeats of the publisher left out. */
  const numbersIn = async (topic: string): Promise<number[][]> => {
    const numbers = Array.from({ length: partitions }, () => new Set<number>());
    const ends_ = await installation.log().endOffsets(topic);
    const seen = ends_.map(() => 0n);
    const reading = await installation.log().consume({
      group: `numbers-${randomUUID()}`,
      topics: [topic],
      assigned: async (asked) => asked.map(() => undefined),
      batch: async ({ partition }, records) => {
        for (const record of records) numbers[partition]?.add(placeOf(record).partitionseq);
        seen[partition] = (records.at(-1)?.offset ?? -1n) + 1n;
      },
    });
    await eventually(() => expect(seen.every((at, partition) => at >= (ends_[partition] ?? 0n))).toBe(true), 30_000);
    await reading.stop();
    return numbers.map((some) => [...some]);
  };

  const nothingIsKeptIn = async (topic: string): Promise<void> => {
    const documents = mongoDocuments(db);
    for (let partition = 0; partition < partitions; partition += 1) {
      const key = { consumer: 'missed.v1', topic, partition };
      const at = await documents.checkpoint(key);
      if (at === undefined) throw new Error('there is no checkpoint that could be held');
      const moving = documents.transact((unit) => unit.moveCheckpoint(key, at, { ...at, offset: at.offset + 1n }));
      await expect(moving).rejects.toMatchObject({ name: 'CheckpointMoved' });
    }
  };

  it('while facts come in: every consumer goes on in the next generation, nothing is lost or doubled, whoever still reads the old one', async () => {
    const [before] = [publish(1), await Promise.all([run('goals', 1), run('matching', 1)])];
    for (let round = 0; round < 6; round += 1) await say(100);
    await eventually(async () => expect(await counted('goals')).toBeGreaterThan(300), 30_000);
    const ended = new AbortController();
    const traffic = (async () => {
      while (!ended.signal.aborted) await say(10);
    })();
    const told = await ask('topic rebuild --service goals --json');
    expect(told.holds).toBe(true);
    expect(JSON.parse(told.text)).toMatchObject({
      live: true,
      topic: topicOf(2),
      before: topicOf(1),
      partitions,
      resumed: false,
      followed: { goals: partitions, matching: partitions },
    });
    // Services notice by themselves; those of the old generation go on as zombies, and publish what nobody counts.
    publish(2);
    await Promise.all([run('goals', 2), run('matching', 2)]);
    await say(100);
    ended.abort();
    await traffic;
    await eventually(
      async () => expect(await Promise.all([counted('goals'), counted('matching')])).toEqual([said, said]),
      30_000,
    );
    await eventually(() => expect(before.status().published).toBe(said));
    await eventually(async () =>
      expect((await published(2))?.partitionseqs).toEqual((await published(1))?.partitionseqs),
    );
    const after = await openInstallation(env);
    expect(after.topicOf('goals')).toBe(topicOf(2));
    expect((await verify(registration, after, 10)).readModels[0]).toMatchObject({ equal: true, behind: 0 });
    await after.close();
    for (const numbers of await numbersIn(topicOf(2))) expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    await nothingIsKeptIn(topicOf(1));
    expect(await counted('goals')).toBe(said);
  });

  it('goes on where it was killed, and lets nobody else begin meanwhile', async () => {
    const first = publish(1);
    for (let round = 0; round < 20; round += 1) await say(100);
    await eventually(() => expect(first.status().published).toBe(said), 30_000);
    const child = (killAfter: object) =>
      promisify(execFile)(process.execPath, ['--conditions=@telemachy/source', slowly], {
        env: { ...env, ...killAfter },
      });
    await expect(child({ KILL_AFTER: '3' })).rejects.toMatchObject({ signal: 'SIGKILL' });
    await expect(fillTopic('goals', installation, { builder: 'other' })).rejects.toThrow(
      /spec\/\d+ has been rebuilding the topic of goals since .*\. Wait for it, or stop it/,
    );
    const kept = (await published(2))?.position ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(said);
    const told = await eventually(() => ask('topic rebuild goals'), 20_000);
    expect(JSON.parse(told.text)).toMatchObject({ live: true, resumed: true, facts: said });
    expect((await published(2))?.partitionseqs).toEqual((await published(1))?.partitionseqs);
    for (const numbers of await numbersIn(topicOf(2))) expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(await topicGenerations(db).topics.findOne({ _id: 'goals' })).toEqual({ _id: 'goals', generation: 2 });
  });

  it('is refused where a consumer has heard more than the store holds, which was restored: it says who and by how much', async () => {
    publish(1);
    await say(10);
    await run('matching', 1);
    await eventually(async () => expect(await counted('matching')).toBe(10), 30_000);
    const batches = db.collection<{ _id: number; n: number }>('batches');
    const [{ n, _id } = { n: 0, _id: 0 }] = await batches.find().sort({ _id: -1 }).limit(1).toArray();
    await batches.deleteOne({ _id });
    await expect(ask('topic rebuild goals')).rejects.toThrow(
      `matching has heard more of goals than its store holds, which ends at ${10 - n}: missed.v1 by ${n} facts (up to 10)`,
    );
    expect(await topicGenerations(db).read()).toEqual(new Map());
  });

  it('makes an empty one for a store that was restored to its very beginning', async () => {
    await installation.log().produce(topicOf(1), [{ partition: 0, key: 'lost', value: '{}', headers: {} }]);
    const told = await ask('topic rebuild goals');
    expect(JSON.parse(told.text)).toMatchObject({ live: true, topic: topicOf(2), facts: 0, partitions });
    const anew = publish(2);
    await say(3);
    await eventually(() => expect(anew.status().published).toBe(3));
  });

  it('is refused where there is no topic yet, and where somebody else has filled the next one', async () => {
    await expect(ask('topic rebuild matching')).rejects.toThrow('is not there yet: start the service matching');
    const first = publish(1);
    await say(10);
    await eventually(() => expect(first.status().published).toBe(10));
    await installation.log().ensureTopics([{ topic: topicOf(2), partitions }]);
    await installation.log().produce(topicOf(2), [{ partition: 0, key: 'x', value: '{}', headers: {} }]);
    await expect(ask('topic rebuild goals')).rejects.toThrow(
      `${topicOf(2)} exists and holds records that this store never sent`,
    );
  });
});
