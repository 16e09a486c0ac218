import { spawn } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { repositoryRoot, serviceNames, until, type ServiceName } from '@telemachy/infra/testing';
import { atRest, passedIn } from './checks/progress.ts';
import { readTopics } from './checks/topics-complete.ts';
import type { Fault, Surroundings } from './fault.ts';
import { startLedger } from './ledger/ledger.ts';
import type { Stage } from './stage/stage.ts';

const each = (work: (service: ServiceName) => Promise<unknown>): Promise<unknown> =>
  Promise.all(serviceNames.map(work));
const start = ({ services }: Stage) => each((name) => services[name].start());
const ready = ({ services }: Stage) => each((name) => services[name].ready());
const stop = ({ services }: Stage) => each((name) => services[name].stop());

/** A cold copy of what the members of MongoDB hold, and back again. */
const copies = ({ mongo, dataDir }: Stage) => {
  const members = mongo.members.map(({ process }) => ({
    process,
    folder: join(dataDir, process.name),
    copy: join(dataDir, 'copies', process.name),
  }));
  const whileStopped = async (work: (member: (typeof members)[number]) => Promise<void>): Promise<void> => {
    await Promise.all(members.map(({ process }) => process.stop()));
    await Promise.all(members.map(work));
    await mongo.heal();
  };
  return {
    take: () => whileStopped(({ folder, copy }) => cp(folder, copy, { recursive: true })),
    putBack: () =>
      whileStopped(async ({ folder, copy }) => {
        await rm(folder, { recursive: true });
        await cp(copy, folder, { recursive: true });
      }),
  };
};

/** The operator's command as it is typed. @throws Error with its own words where it did not come to its end */
const rebuildTopic = async (stage: Stage, service: ServiceName): Promise<void> => {
  const script = join(repositoryRoot, 'infra', 'ops.ts');
  const words = ['--conditions=@telemachy/source', script, 'topic', 'rebuild', service, '--json'];
  const env = { ...process.env, ...stage.envOf(service) };
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, said] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const live = out.trim() !== '' && (JSON.parse(out) as { readonly live: boolean }).live;
  if (!live) throw new Error(`ops topic rebuild ${service} did not come to its end: ${said.trim()}`);
};

/** Commands whose facts everybody hears, and that nobody will know of afterwards. */
const toBeLost = async ({ stage, random }: Surroundings): Promise<void> => {
  const file = join(stage.dataDir, 'lost.ndjson');
  const lost = await startLedger(stage, { seed: 1 + random.below(1_000_000), load: 'lost', file });
  await pause(6_000);
  await lost.settle();
  await atRest(stage);
};

/** What the topics hold and what the consumers have passed. */
const seenOf = async (stage: Stage): Promise<string> => {
  const topics = [...(await readTopics(stage))].map(([topic, records]) => [topic, records.length]);
  const passed = await Promise.all(
    serviceNames.map(async (service) => [...(await passedIn(stage, service))].map(([name, at]) => [name, [...at]])),
  );
  return JSON.stringify([topics, passed]);
};

/** Services are started without the drill: none may become ready, publish or fold, and each says what to do. */
const forgotten = async ({ stage, violated }: Surroundings): Promise<void> => {
  const before = await seenOf(stage);
  await start(stage);
  await each(async (service) => {
    const told = async (): Promise<true | undefined> => {
      const response = await fetch(`${stage.services[service].url}/health/ready`, {
        signal: AbortSignal.timeout(5_000),
      });
      const body = await response.text();
      return response.status === 503 && body.includes(`topic rebuild ${service}`) ? true : undefined;
    };
    await until('it', told, { withinMs: 60_000 }).catch(() =>
      violated(`${service} does not say that its topic is ahead of its store`),
    );
  });
  await pause(5_000);
  await stop(stage);
  if ((await seenOf(stage)) !== before) violated('somebody published or folded although the topics are ahead');
};

export const faultsOfRestores: readonly Fault[] = [
  {
    name: 'F53',
    what: 'MongoDB is restored to an earlier moment, Kafka is ahead: topics are made anew, one more under load',
    load: { width: 0 },
    bound: { what: 'the drill, from the first command to all being ready', unit: 's', limit: () => 300 },
    inject: async (given) => {
      const { stage, random, say } = given;
      const { take, putBack } = copies(stage);
      await atRest(stage);
      await stop(stage);
      await take();
      await start(stage);
      await ready(stage);
      await toBeLost(given);
      await stop(stage);
      await putBack();
      await stage.forgetServers();
      await forgotten(given);
      const from = performance.now();
      for (const service of serviceNames) await rebuildTopic(stage, service);
      await start(stage);
      await ready(stage);
      const reached = (performance.now() - from) / 1000;
      say('  restored, and the topics are made anew');
      const ledger = await startLedger(stage, { seed: 1 + random.below(1_000_000), load: 'after' });
      await pause(10_000);
      await rebuildTopic(stage, 'goals');
      await pause(5_000);
      await ledger.settle();
      return { runs: 1, reached };
    },
  },
];
