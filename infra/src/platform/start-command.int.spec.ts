import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Collection, MongoClient } from 'mongodb';
import { artefactFolders, platformKey, readPins } from '../../bootstrap/artefacts.mjs';
import { nothingLeft, type NpmStart, npmStart, processesOf } from '../../fixtures/npm-start.ts';
import { until } from '../until.ts';
import { readPlatformFile } from './platform-file.ts';

jest.setTimeout(60_000);
const patience = { withinMs: 30_000 };
/** These run our own servers, whatever serves the other specs. */
const hasPinnedServers = artefactFolders(readPins(), platformKey(), {}) !== undefined;
const describeHere = hasPinnedServers ? describe : describe.skip;
let dataDir: string;

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'telemachy-spec-run-'));
});
afterEach(async () => {
  for (const pid of processesOf(dataDir).keys()) killIfThere(pid);
  await nothingLeft(dataDir);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The processes a signal can meet, from the outermost in; `terminal` is what Ctrl-C meets: all three at once. */
function target(level: string, { npm }: NpmStart): number {
  const npmPid = npm.pid ?? 0;
  if (level === 'terminal') return -npmPid;
  if (level === 'npm') return npmPid;
  const file = level === 'bootstrap' ? 'bootstrap-fakes.mjs' : 'start-fakes.ts';
  const found = [...processesOf(dataDir)].find(([, command]) => command.includes(file) && !command.startsWith('sh '));
  return found?.[0] ?? 0;
}

describeHere('a running platform', () => {
  it('says where everything is, keeps its data over a restart, and refuses a second one on the same data', async () => {
    const first = await npmStart(dataDir);
    const platform = await first.ready();
    expect(first.said()).toContain(`${platform.addresses.matching}/docs`);
    expect(first.said()).toContain('npm run --silent token -- --as coordinator');
    expect(statSync(platform.identitySecretFile).mode & 0o777).toBe(0o600);
    expect(statSync(platform.auditKeyFile).mode & 0o777).toBe(0o600);
    await note(platform.mongoUri, 'kept');

    const second = await npmStart(dataDir);
    expect(await second.ended()).toBe(1);
    expect(second.said()).toMatch(/a platform runs already on .*: process \d+ started it/);

    process.kill(target('terminal', first), 'SIGINT');
    await first.ended();
    expect(first.said()).toContain('stopped; the data is kept');
    await expect(readPlatformFile({ TELEMACHY_DATA: dataDir })).rejects.toThrow('no platform runs here');

    const third = await (await npmStart(dataDir)).ready();
    expect(await notes(third.mongoUri)).toEqual(['kept']);
  });

  it('gives tokens, and nothing else, on stdout', async () => {
    const { addresses } = await (await npmStart(dataDir)).ready();
    const script = fileURLToPath(new URL('../../token.ts', import.meta.url));
    const env = { ...process.env, TELEMACHY_DATA: dataDir };
    const token = execFileSync(process.execPath, [script, '--as', 'person:ada@example.org', '--org', 'acme'], { env });
    const [, payload = ''] = token.toString().trim().split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      iss: addresses.issuer,
      aud: 'telemachy',
      org: 'acme',
      email: 'ada@example.org',
    });
  });

  it('starts a service again that was killed, and says so', async () => {
    const start = await npmStart(dataDir);
    const { pids } = await start.ready();
    process.kill(pids['matching'] ?? 0, 'SIGKILL');
    const again = await until(
      'another process of matching',
      async () => {
        const now = (await readPlatformFile({ TELEMACHY_DATA: dataDir })).pids['matching'];
        return now === pids['matching'] ? undefined : now;
      },
      patience,
    );
    expect(start.said()).toContain('matching was ended by SIGKILL; starting it again in 0.5 s');
    expect(processesOf(dataDir).has(again)).toBe(true);
  });

  it('starts Kafka and MongoDB again that were killed', async () => {
    const start = await npmStart(dataDir);
    const { pids, mongoUri } = await start.ready();
    process.kill(pids['mongod'] ?? 0, 'SIGKILL');
    process.kill(pids['kafka'] ?? 0, 'SIGKILL');
    await until(
      'both again',
      async () => {
        const said = start.said();
        return said.includes('mongod runs again') && said.includes('kafka runs again') ? true : undefined;
      },
      patience,
    );
    await until('a write', () => note(mongoUri, 'after the fall').then(() => true), patience);
  });
});

describeHere('servers that the environment names', () => {
  it('are used, and are left running', async () => {
    const { MONGODB_URI = '', KAFKA_BROKERS = '' } = process.env;
    const theirs = { MONGODB_URI, KAFKA_BROKERS, TELEMACHY_INFRASTRUCTURE: '', TELEMACHY_TOPIC_PARTITIONS: '3' };
    const start = await npmStart(dataDir, theirs);
    const { pids, provider } = await start.ready();
    expect(provider).toBe('environment');
    expect(Object.keys(pids)).not.toContain('mongod');
    expect(Object.keys(pids)).not.toContain('kafka');
    expect(start.said()).toContain('MONGODB_URI (yours, from the environment)');
    expect(start.said()).not.toContain(MONGODB_URI);
    process.kill(target('terminal', start), 'SIGINT');
    await nothingLeft(dataDir);
    expect(await notes(MONGODB_URI)).toBeDefined();
  });

  it('are named by their variable when they do not answer', async () => {
    const nowhere = {
      MONGODB_URI: 'mongodb://127.0.0.1:1/',
      KAFKA_BROKERS: '127.0.0.1:1',
      TELEMACHY_INFRASTRUCTURE: '',
    };
    const start = await npmStart(dataDir, nowhere);
    expect(await start.ended()).toBe(1);
    expect(start.said()).toContain('the server that MONGODB_URI names does not answer');
  });
});

describeHere('a taken port', () => {
  it('is named with the variable that asks for it, and nothing stays behind', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await until('listening', async () => (server.listening ? true : undefined), patience);
    const { port } = server.address() as { port: number };
    const start = await npmStart(dataDir, { TELEMACHY_PORT_GOALS: String(port) });
    expect(await start.ended()).toBe(1);
    expect(start.said()).toContain(
      `TELEMACHY_PORT_GOALS asks for port ${port}, but something else on this machine uses it already`,
    );
    server.close();
    await nothingLeft(dataDir);
  });
});

describeHere('nothing is left, and nobody else is touched,', () => {
  it.each([
    ['SIGINT', 'terminal'],
    ['SIGINT', 'start'],
    ['SIGTERM', 'npm'],
    ['SIGTERM', 'bootstrap'],
    ['SIGKILL', 'npm'],
    ['SIGKILL', 'bootstrap'],
    ['SIGKILL', 'start'],
    ['SIGKILL', 'terminal'],
  ] as const)('after %s to %s', async (signal, level) => {
    const bystander = spawn('sleep', ['120']);
    const start = await npmStart(dataDir);
    await start.ready();
    expect(processesOf(dataDir).size).toBeGreaterThan(8);
    process.kill(target(level, start), signal);
    await nothingLeft(dataDir);
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    bystander.kill();
  });

  it('also when services and Kafka ignore the request or hang, and it is said for whom the stop waits', async () => {
    const start = await npmStart(dataDir, { FAKE_HANGS: 'matching', TELEMACHY_GRACE_SECONDS: '3' });
    const { pids } = await start.ready();
    for (const name of ['goals', 'kafka']) process.kill(pids[name] ?? 0, 'SIGSTOP');
    process.kill(target('terminal', start), 'SIGINT');
    const waitingFor = (names: string) =>
      until(
        `a line about ${names}`,
        async () => start.said().includes(`waiting for ${names} …`) || undefined,
        patience,
      );
    await waitingFor('matching, goals');
    await waitingFor('kafka');
    await nothingLeft(dataDir);
    expect(start.said()).toContain('stopped; the data is kept');
  });

  it('at once when it is asked again', async () => {
    const start = await npmStart(dataDir, { FAKE_HANGS: 'matching', TELEMACHY_GRACE_SECONDS: '60' });
    await start.ready();
    process.kill(target('terminal', start), 'SIGINT');
    await until('a line', async () => start.said().includes('waiting for matching …') || undefined, patience);
    await pause(200); // later than the same Ctrl-C can be, which arrives by three ways
    process.kill(target('terminal', start), 'SIGINT');
    await nothingLeft(dataDir);
    expect(start.said()).toContain('asked again: everything is killed at once');
  });
});

async function note(uri: string, text: string): Promise<void> {
  await withNotes(uri, (collection) => collection.insertOne({ text }, { writeConcern: { w: 'majority', j: true } }));
}

async function notes(uri: string): Promise<string[]> {
  return withNotes(uri, async (collection) => (await collection.find().toArray()).map(({ text }) => text));
}

async function withNotes<T>(uri: string, work: (collection: Collection<{ text: string }>) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 2_000 });
  try {
    return await work(client.db('spec').collection<{ text: string }>('notes'));
  } finally {
    await client.close();
  }
}
