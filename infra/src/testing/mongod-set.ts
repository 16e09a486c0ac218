import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient, type Document } from 'mongodb';
import { mongodProgram, replicaSet } from '../embedded/mongod.ts';
import type { Ports } from '../ports.ts';
import { until } from '../until.ts';
import { controlled, type Controlled } from './controlled.ts';
import { startLine, type Line } from './line.ts';

export interface MongodSetOptions {
  /** Folder of the fetched mongod. */
  readonly program: string;
  readonly dataDir: string;
  readonly ports: Ports;
  /** 1 or 3. */
  readonly members: number;
  /** How much of the past a member remembers, in MB; small to roll it over. */
  readonly oplogMegabytes?: number;
  /** Each member is reached, by clients and by the others, through a line of its own. */
  readonly lines?: boolean;
}

export interface MongodMember {
  readonly process: Controlled;
  readonly host: string;
  /** Absent without `lines`. */
  readonly line?: Line;
}

/** A real replica set whose members a test can kill, freeze and cut off. */
export interface MongodSet {
  readonly uri: string;
  readonly members: readonly MongodMember[];
  /** The member that takes writes now. @throws when there is none within 30 s */
  primary(): Promise<MongodMember>;
  /** A command to one member's admin database, whatever its role. */
  ask(member: MongodMember, command: Document): Promise<Document>;
  /** Starts and mends whatever is not well, and waits for a primary that all follow. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

/** An election begins this long after the last word of a primary, in ms; MongoDB's own default is 10,000. */
const electionMs = 2000;

export async function startMongodSet(options: MongodSetOptions): Promise<MongodSet> {
  const { dataDir, members: count, ports, oplogMegabytes } = options;
  const members: MongodMember[] = [];
  for (let place = 0; place < count; place += 1) members.push(await prepared(options, place));
  await Promise.all(members.map(({ process }) => process.start()));
  const uri = `mongodb://${members.map(({ host }) => host).join(',')}/?replicaSet=${replicaSet}`;

  async function prepared({ program, lines }: MongodSetOptions, place: number): Promise<MongodMember> {
    const name = `mongo-${place}`;
    const { port } = await ports.choose(name, 0);
    const folder = join(dataDir, name);
    await mkdir(folder, { recursive: true });
    const logFile = join(dataDir, 'logs', `${name}.log`);
    const settings = { program, dataDir: folder, port, logFile, faults: true };
    const process = controlled(() => ({ ...mongodProgram(settings, oplogMegabytes), name }));
    if (lines !== true) return { process, host: `127.0.0.1:${port}` };
    const { port: near } = await ports.choose(`${name}-line`, 0);
    return { process, host: `127.0.0.1:${near}`, line: await startLine(near, port) };
  }

  const ask = async ({ host }: MongodMember, command: Document): Promise<Document> => {
    const options = { serverSelectionTimeoutMS: 1000, connectTimeoutMS: 1000, socketTimeoutMS: 20_000 };
    const client = new MongoClient(`mongodb://${host}/?directConnection=true`, options);
    try {
      return await client.db('admin').command(command);
    } finally {
      await client.close();
    }
  };
  const primary = (): Promise<MongodMember> =>
    until(
      'a primary',
      async () => {
        const answers = await Promise.allSettled(members.map((member) => ask(member, { hello: 1 })));
        const place = answers.findIndex(
          (answer) => answer.status === 'fulfilled' && answer.value['isWritablePrimary'] === true,
        );
        return members[place];
      },
      { withinMs: 30_000 },
    );
  /** One that ended at its start is started again: a passing connection may have held its port. */
  const startAll = async (): Promise<void> => {
    for (const { process } of members) if (process.pid() === undefined) await process.start();
  };
  const allFollow = (): Promise<true> =>
    until(
      'all members of the replica set',
      async () => {
        await startAll();
        const { members: states } = await ask(await primary(), { replSetGetStatus: 1 });
        const well = (states as { state: number }[]).filter(({ state }) => state === 1 || state === 2).length;
        return well === count ? true : undefined;
      },
      { withinMs: 60_000, everyMs: 200 },
    );

  const set: MongodSet = {
    uri,
    members,
    primary,
    ask,
    async heal() {
      for (const { process, line } of members) {
        line?.become('whole');
        line?.delay(0);
        if (process.pid() !== undefined) process.thaw();
      }
      await allFollow();
    },
    async stop() {
      await Promise.all(members.map(({ process }) => process.kill()));
      await Promise.all(members.map(({ line }) => line?.close()));
    },
  };
  const initiate = {
    _id: replicaSet,
    members: members.map(({ host }, _id) => ({ _id, host })),
    settings: { electionTimeoutMillis: electionMs },
  };
  const first = members[0] as MongodMember;
  try {
    const answering = members.map((member) =>
      until(`the answer of ${member.process.name}`, () => ask(member, { ping: 1 }), { withinMs: 60_000 }),
    );
    await Promise.all(answering);
    await ask(first, { replSetInitiate: initiate });
    await allFollow();
  } catch (error) {
    await set.stop();
    throw error;
  }
  return set;
}
