import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Db, MongoClient, MongoServerError } from 'mongodb';
import { graceMs } from '../grace.ts';
import { keepRunning, type Kept, type Program } from '../keep-running.ts';
import { until } from '../until.ts';

export const replicaSet = 'telemachy';
/** Answer of a mongod whose replica set was never initiated. */
const notYetInitialized = 94;

export interface MongodOptions {
  /** Folder of the fetched mongod. */
  readonly program: string;
  /** Holds data; survives restarts. */
  readonly dataDir: string;
  readonly logFile: string;
  readonly port: number;
  /** Lets tests inject faults (`failCommand`). */
  readonly faults: boolean;
  readonly say: (line: string) => void;
  readonly onPid?: ((pid: number) => void) | undefined;
}

/** What runs a mongod with journaling as a member of a replica set, on loopback. `oplogMegabytes`: how much of the past it remembers. */
export function mongodProgram(
  { dataDir, port, program, logFile, faults }: Omit<MongodOptions, 'say' | 'onPid'>,
  oplogMegabytes = 1024,
): Program {
  const settings = {
    dbpath: dataDir,
    port: String(port),
    bind_ip: '127.0.0.1',
    replSet: replicaSet,
    // Small on purpose: it shares a developer's machine, and loopback needs no compression.
    wiredTigerCacheSizeGB: '0.25',
    wiredTigerEngineConfigString: 'log=(file_max=16MB)',
    networkMessageCompressors: 'disabled',
    oplogSize: String(oplogMegabytes),
    // A slow write would be logged with its content, and that may be a person's.
    slowOpSampleRate: '0',
    setParameter: `enableTestCommands=${faults ? 1 : 0}`,
  };
  const args = [
    '--nounixsocket',
    '--quiet',
    ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    // A service that is killed inside a transaction keeps what it wrote locked for that long; 60 unless told.
    '--setParameter',
    'transactionLifetimeLimitSeconds=20',
  ];
  return {
    name: 'mongod',
    command: join(program, 'bin', 'mongod'),
    args,
    logFile,
    graceMs: graceMs('mongod', process.env),
  };
}

/**
 * Starts a real mongod as a replica set of one and waits until it takes writes.
 *
 * @returns its process and its connection string
 */
export async function startMongod(options: MongodOptions): Promise<{ kept: Kept; uri: string }> {
  const { dataDir, port } = options;
  await mkdir(dataDir, { recursive: true });
  const kept = await keepRunning(() => mongodProgram(options), options.say, options.onPid);
  try {
    await Promise.race([becomePrimary(port), kept.failed]);
  } catch (error) {
    await kept.stop();
    throw error;
  }
  kept.settled();
  return { kept, uri: `mongodb://127.0.0.1:${port}/?replicaSet=${replicaSet}` };
}

/**
 * Initiates the replica set once, and tells it its new address when its port has changed since. A mongod that finds its place in the
 * set cuts its connections, so whatever was not answered is asked again.
 */
export async function becomePrimary(port: number): Promise<void> {
  const host = `127.0.0.1:${port}`;
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`, { serverSelectionTimeoutMS: 250 });
  const admin = client.db('admin');
  try {
    await until('the answer of mongod', () => client.connect(), { withinMs: 60_000 });
    await until('the configuration of mongod', () => configured(admin, host), { withinMs: 20_000 });
    await until(
      'the election of mongod',
      async () => ((await admin.command({ hello: 1 }))['isWritablePrimary'] === true ? true : undefined),
      { withinMs: 60_000, everyMs: 20 },
    );
  } finally {
    await client.close();
  }
}

async function configured(admin: Db, host: string): Promise<true> {
  const config = await currentConfig(admin);
  if (config === undefined) {
    await admin.command({ replSetInitiate: { _id: replicaSet, members: [{ _id: 0, host }] } });
  } else if (config.members[0]?.host !== host) {
    const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], host }] };
    await admin.command({ replSetReconfig: moved, force: true });
  }
  return true;
}

interface ReplicaSetConfig {
  readonly version: number;
  readonly members: readonly { readonly host: string }[];
}

async function currentConfig(admin: Db): Promise<ReplicaSetConfig | undefined> {
  try {
    return (await admin.command({ replSetGetConfig: 1 }))['config'] as ReplicaSetConfig;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === notYetInitialized) return undefined;
    throw error;
  }
}
