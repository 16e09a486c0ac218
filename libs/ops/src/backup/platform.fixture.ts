import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { services } from '@telemachy/contracts';
import { mongoProgress, silent, startPublisher } from '@telemachy/event-log';
import { mongoEventStore, prepareEventStore, startSequencer } from '@telemachy/event-store';
import { masterKeyFrom, mongoKeyStorage, openKeyVault, prepareKeyStorage, type KeyVault } from '@telemachy/privacy';
import { mongoDocuments, runProjection } from '@telemachy/projections';
import { answersTo } from '../answers-to.ts';
import { readCommand } from '../command.ts';
import { forget } from '../forget/forget.ts';
import { readForgetStep } from '../forget/read-forget.ts';
import { openInstallation, type Installation } from '../installation.ts';
import { printed, type Told } from '../print/printed.ts';
import { missedGoals, missGoal, registration } from '../rebuild/missed-goals.fixture.ts';
import { readRebuild } from '../rebuild/read-rebuild.ts';
import { rebuild } from '../rebuild/rebuild.ts';
import type { Registration } from '../registration.ts';
import { readRestoreStep } from '../restore/read-restore.ts';
import { restore } from '../restore/restore.ts';
import { readTopicStep } from '../topic/read-topic.ts';
import { topic } from '../topic/topic.ts';
import { backup } from './backup.ts';
import { readBackupStep } from './read-backup.ts';

export const masterText = 'ab'.repeat(32);
export const auditText = 'ef'.repeat(32);
export const tenant = 'north';
const partitions = 3;
const registrations = new Map<string, Registration>(
  services.map((name) => [name, name === 'goals' ? registration : { service: { name, projections: [] } }]),
);

/** An installation with databases and topics of its own on the shared servers. */
export type Platform = {
  readonly installation: Installation;
  readonly vault: () => Promise<KeyVault>;
  /** Sequencer, publisher and read model of goals, until `stop`. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Facts, each with a number of its own. */
  say(count: number): Promise<void>;
  counted(): Promise<number>;
  position(): Promise<number>;
  reached(position: number): Promise<void>;
  /** The command as an operator gives it, with the services' entries in this process, each opened anew. */
  ops(line: string): Promise<Told>;
  end(): Promise<void>;
};

const entry = async (
  env: NodeJS.ProcessEnv,
  service: string,
  words: readonly string[],
  input = '',
): Promise<unknown> => {
  const [verb, ...args] = words;
  const installation = await openInstallation(env);
  const known = registrations.get(service) ?? registration;
  const told = Readable.from([input]);
  try {
    if (verb === 'backup') return await backup(known, installation, readBackupStep(args), told);
    if (verb === 'restore') return await restore(known, installation, readRestoreStep(args), told);
    if (verb === 'forget') return await forget(known, installation, readForgetStep(args), told);
    if (verb === 'topic') return await topic(known, installation, readTopicStep(args));
    if (verb === 'rebuild') return await rebuild(known, installation, readRebuild(args));
    throw new Error(`no ${String(verb)} here`);
  } finally {
    await installation.close();
  }
};

export const aPlatform = async (master = masterText): Promise<Platform> => {
  const unique = Math.random().toString(36).slice(2, 8);
  const env = {
    ...process.env,
    TELEMACHY_DATABASE_PREFIX: `backup_${unique}_`,
    TELEMACHY_TOPIC_PREFIX: `backup-${unique}.`,
    TELEMACHY_MASTER_KEY: master,
    TELEMACHY_AUDIT_KEY: auditText,
  };
  const installation = await openInstallation(env);
  const db = installation.databaseOf('goals');
  const store = mongoEventStore({ db });
  let ends: (() => Promise<unknown>)[] = [];
  let said = 0;
  const stop = async (): Promise<void> => {
    const [...all] = ends;
    ends = [];
    for (const end of all.toReversed()) await end();
  };
  const position = () => store.lastPosition();
  return {
    installation,
    vault: async () => {
      await prepareKeyStorage(installation.keysDatabase);
      const masters = [masterKeyFrom(master, 'the spec')] as const;
      return openKeyVault({ storage: mongoKeyStorage(installation.keysDatabase), masters, rememberMs: 1 });
    },
    start: async () => {
      for (const service of services) await prepareEventStore(installation.databaseOf(service));
      const now = await openInstallation(env);
      const topics = services.map((service) => ({ topic: now.topicOf(service), partitions }));
      await now.log().ensureTopics(topics);
      const sequencer = startSequencer({ db, owner: 'spec' });
      const own = now.topicOf('goals');
      const options = { service: 'goals', topic: own, store, log: now.log(), logger: silent };
      const publisher = startPublisher({ ...options, progress: mongoProgress(db), pollMs: 50 });
      const running = await runProjection({
        service: `${env.TELEMACHY_TOPIC_PREFIX}goals`,
        projection: missedGoals,
        log: now.log(),
        documents: mongoDocuments(db),
        logger: silent,
        topicOf: () => own,
      });
      ends = [now.close, () => sequencer.stop(), () => publisher.stop(), running.stop];
    },
    stop,
    say: async (count) => {
      await Promise.all(Array.from({ length: count }, () => missGoal(store, said++)));
    },
    counted: async () => {
      let sum = 0;
      const documents = mongoDocuments(db);
      const live = (await documents.generations()).find(({ model }) => model === 'missed.v1')?.live ?? 1;
      for await (const { of } of documents.all(live === 1 ? 'missed.v1' : `missed.v1~${live}`))
        for (const n of Object.values(of as Record<string, number>)) sum += n;
      return sum;
    },
    position,
    reached: async (to) => {
      const end = performance.now() + 30_000;
      for (let is = await position(); is < to; is = await position()) {
        if (performance.now() > end) throw new Error(`${is} of ${to} facts have a position`);
        await pause(50);
      }
    },
    ops: async (line) => {
      const command = readCommand(line.split(' '), services);
      const ask = async (service: string, words: readonly string[], input?: string) => [
        await entry(env, service, words, input),
      ];
      return printed({ ...command, json: true }, await answersTo(command, ask, services));
    },
    end: async () => {
      await stop();
      for (const service of services) await installation.databaseOf(service).dropDatabase();
      await installation.keysDatabase.dropDatabase();
      await installation.close();
    },
  };
};

export const aPair = () => ({ kind: 'mentorship', id: randomUUID() }) as const;
