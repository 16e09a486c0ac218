import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { mongoProgress, silent, startPublisher, topicGenerations } from '@telemachy/event-log';
import { cuttableKafkajs, cuttablePlatformatic, type Cuttable } from '@telemachy/event-log/testing';
import type { Process, Projection } from '@telemachy/kernel';
import { reactionsCollection, type Dispatch } from '@telemachy/processes';
import { switchTopic } from '@telemachy/projections';
import { eventually } from '@telemachy/testing';
import { readConfig, ShellConfig } from '../config.ts';
import { openInfrastructure, type Infrastructure } from '../infrastructure.ts';
import { createLogger } from '../observe/logger.ts';
import { createMetrics } from '../observe/metrics.ts';
import { defineService, processEntry } from '../service.ts';
import { testMasterKey } from '../testing/words-in-memory.ts';
import { FactsStrategy, type FactsStatus } from './facts-strategy.ts';

@Module({})
class NoModule {}

type GoalSet = { readonly type: 'goals.goal-set.v1'; readonly data: { readonly goalId: string } };
const goalSet = JSON.parse(
  readFileSync(new URL('../../../contracts/fixtures/goals.goal-set.v1.json', import.meta.url), 'utf8'),
) as GoalSet;
const goals: Projection<{ set: number }, GoalSet> = {
  name: 'goals',
  version: 1,
  hears: ['goals.goal-set.v1'],
  keyOf: ({ event }) => event.data.goalId,
  apply: (before) => ({ set: (before?.set ?? 0) + 1 }),
};
const praise: Process<object, GoalSet, 'praise'> = {
  name: 'praise',
  version: 1,
  hears: ['goals.goal-set.v1'],
  correlate: ({ event }) => event.data.goalId,
  initial: {},
  react: () => [{ kind: 'command', command: 'praise' }],
  evolve: (state) => state,
};
const clients = { kafkajs: cuttableKafkajs, platformatic: cuttablePlatformatic };

describe.each(['kafkajs', 'platformatic'] as const)('facts as a transport of Nest, over %s', (client) => {
  let prefix: string;
  let opened: {
    readonly infrastructure: Infrastructure;
    readonly cuttable: Cuttable;
    readonly app: INestMicroservice;
  }[];
  beforeEach(() => {
    prefix = `transport-${randomUUID().slice(0, 8)}-`;
    opened = [];
  });
  afterEach(async () => {
    for (const { app, infrastructure, cuttable } of opened) {
      cuttable.cut(false);
      await app.close();
      await infrastructure.parts.database.dropDatabase();
      await Promise.all([infrastructure.close(), cuttable.log.close()]);
    }
  }, 60_000);

  /** One process of a service with a read model and a process, and what Nest hears of its transport. */
  const start = async (dispatch: Dispatch<'praise'> = async () => ({ outcome: 'done' })) => {
    const service = defineService({
      name: 'goals',
      config: ShellConfig,
      policy: {},
      audited: {},
      controllers: [],
      providers: [],
      projections: [{ projection: goals }],
      processes: () => [processEntry({ process: praise, dispatch })],
    });
    const config = readConfig(ShellConfig, {
      MONGODB_URI: process.env['MONGODB_URI'],
      KAFKA_BROKERS: process.env['KAFKA_BROKERS'],
      OIDC_ISSUERS: 'http://127.0.0.1:1',
      TELEMACHY_IDENTITY_SECRET: prefix.repeat(4),
      TELEMACHY_MASTER_KEY: testMasterKey,
      TELEMACHY_DATABASE_PREFIX: prefix,
      TELEMACHY_TOPIC_PREFIX: prefix,
      TELEMACHY_TOPIC_PARTITIONS: '2',
    });
    const infrastructure = openInfrastructure(service, config, {
      logger: createLogger('goals', 'silent'),
      metrics: createMetrics('goals'),
    });
    const cuttable = clients[client]({
      brokers: config.KAFKA_BROKERS,
      clientId: prefix,
      logger: silent,
      sessionTimeoutMs: 6_000,
    });
    const own = {
      ...cuttable.log,
      consume: (options) => cuttable.log.consume({ ...options, group: prefix + options.group }),
    } satisfies typeof cuttable.log;
    const strategy = new FactsStrategy(service, { ...infrastructure, logFor: () => own });
    const app = await NestFactory.createMicroservice(NoModule, { strategy, logger: false });
    const seen: FactsStatus[] = [];
    app.status.subscribe((status) => seen.push(status as FactsStatus));
    await app.listen();
    opened.push({ infrastructure, cuttable, app });
    return { infrastructure, cuttable, app, seen };
  };
  const set = async ({ infrastructure }: { infrastructure: Infrastructure }): Promise<void> => {
    // Words can be sealed, and the store was made ready.
    await eventually(() => expect(infrastructure.keysProblem()).toBeUndefined(), 30_000);
    await eventually(() => expect(infrastructure.topicProblem()).not.toBe('not looked at yet'), 30_000);
    const { store } = infrastructure.parts;
    const { head } = await store.load('acme', `goal-${goalSet.data.goalId}`);
    await store.append(head, [goalSet], {
      command: { id: randomUUID(), bodyHash: '0'.repeat(64) },
      meta: { correlationId: randomUUID(), actor: randomUUID() },
    });
  };
  const folded = async ({ infrastructure }: { infrastructure: Infrastructure }): Promise<number> => {
    const [document] = await infrastructure.parts.database.collection('goals.v1').find().toArray();
    return (document?.['set'] as number | undefined) ?? 0;
  };

  it('says that it is connected, that partitions move, that the network is away, and that it has stopped', async () => {
    const first = await start();
    expect(first.seen).toEqual(['disconnected']);
    await eventually(() => expect(first.seen.at(-1)).toBe('connected'), 30_000);
    const other = await start();
    await eventually(() => expect(other.seen.at(-1)).toBe('connected'), 30_000);
    await eventually(() => expect(first.seen.at(-1)).toBe('connected'), 30_000);
    expect(first.seen).toContain('rebalancing');
    first.cuttable.cut(true);
    await eventually(() => expect(first.seen.at(-1)).toBe('crashed'), 30_000);
    first.cuttable.cut(false);
    await eventually(() => expect(first.seen.at(-1)).toBe('connected'), 30_000);
    await first.app.close();
    expect(first.seen.at(-1)).toBe('stopped');
  }, 120_000);

  it('does nothing while its topic is ahead of its store, says what to do, and begins when the topic was made anew', async () => {
    const admin = clients[client]({
      brokers: [`${process.env['KAFKA_BROKERS']}`],
      clientId: prefix,
      logger: silent,
    }).log;
    const [ahead, anew] = [1, 2].map((generation) => `${prefix}goals.events.g${generation}`);
    await admin.ensureTopics([ahead, anew].map((topic) => ({ topic: `${topic}`, partitions: 2 })));
    const headers = { ce_sequence: '7', ce_partitionseq: '7' };
    await admin.produce(`${ahead}`, [{ partition: 1, key: 'acme|lost', value: '{}', headers }]);
    await admin.close();
    const { infrastructure, seen } = await start();
    await eventually(
      () => expect(infrastructure.topicProblem()).toMatch(/up to position 7, .*goals ends at 0.*topic rebuild goals/),
      30_000,
    );
    await set({ infrastructure });
    expect([seen, await infrastructure.parts.store.lastPosition()]).toEqual([['disconnected'], 0]);
    await topicGenerations(infrastructure.mongo.db).topics.insertOne({ _id: 'goals', generation: 2 });
    await eventually(async () => expect(await folded({ infrastructure })).toBe(1), 30_000);
    expect(infrastructure.topicProblem()).toBeUndefined();
  }, 90_000);

  it('goes on in the next generation of a topic by itself, and counts nothing twice', async () => {
    let praised = 0;
    const first = await start(async () => {
      praised += 1;
      return { outcome: 'done' };
    });
    await set(first);
    await eventually(async () => expect([await folded(first), praised]).toEqual([1, 1]), 30_000);
    const { parts, topicOf, mongo } = first.infrastructure;
    const [from, to] = [topicOf('goals'), topicOf('goals').replace(/g1$/, 'g2')];
    await parts.log.ensureTopics([{ topic: to, partitions: 2 }]);
    const progress = mongoProgress(mongo.db);
    const options = { service: 'goals', topic: to, store: parts.store, log: parts.log, progress, logger: silent };
    const filling = startPublisher(options);
    await eventually(() => expect(filling.status().published).toBe(1), 10_000);
    await filling.stop();
    const consumers = ['goals.v1', 'praise.v1', 'pending-timers.v1'];
    const asked = { service: 'goals', from, to, generation: 2, partitions: 2, consumers };
    await switchTopic(mongo.db, { ...asked, alsoIn: [reactionsCollection] });
    await set(first);
    await eventually(async () => expect([await folded(first), praised]).toEqual([2, 2]), 30_000);
    expect(topicOf('goals')).toBe(to);
    await eventually(async () => expect((await progress.read(to))?.position).toBe(2));
    await eventually(() => expect(first.seen.at(-1)).toBe('connected'), 30_000);
  }, 60_000);

  it('leaves when the command that runs has ended, and repeats it never', async () => {
    const gate = Promise.withResolvers<void>();
    let asked = 0;
    const first = await start(async () => {
      asked += 1;
      await gate.promise;
      return { outcome: 'done' };
    });
    await set(first);
    await eventually(() => expect(asked).toBe(1), 30_000);
    let left = false;
    const leaving = first.app.close().then(() => (left = true));
    await expect(eventually(() => expect(left).toBe(true), 2_000)).rejects.toThrow();
    expect([await folded(first), first.seen.at(-1)]).toEqual([1, 'connected']);
    gate.resolve();
    await leaving;
    expect(first.seen.at(-1)).toBe('stopped');

    let again = 0;
    const second = await start(async () => {
      again += 1;
      return { outcome: 'done' };
    });
    await set(second);
    await eventually(async () => expect([await folded(second), again]).toEqual([2, 1]), 30_000);
    expect(asked).toBe(1);
  }, 120_000);
});
