import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongoEventStore } from '@telemachy/event-store';
import { clientOf, testMasterKey, type Client } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { MongoClient } from 'mongodb';
import { coordinatorOf, sample } from './cohort.fixture.ts';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const prefix = `test-${randomUUID().slice(0, 8)}-`;
const rows = 3000;
const header = sample('mentors.csv').split('\n')[0]?.trim() ?? '';
const file = [
  header,
  ...Array.from({ length: rows }, (_, n) => `P,${n},p.${n}@example.org,no,Job,EO,Dept,Policy,,`),
].join('\n');

type ImportView = { state: string; counts: { rows: number } };
let issuer: Issuer;
let mongo: MongoClient;
let token: string;
let running: ChildProcess;
let coordinator: Client;

/** The built service as a process of its own, so that it can be killed. */
const start = async (): Promise<void> => {
  running = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      MONGODB_URI: process.env['MONGODB_URI'],
      KAFKA_BROKERS: process.env['KAFKA_BROKERS'],
      OIDC_ISSUERS: issuer.url,
      TELEMACHY_HOST: '127.0.0.1',
      TELEMACHY_IDENTITY_SECRET: 's'.repeat(40),
      TELEMACHY_MASTER_KEY: testMasterKey,
      TELEMACHY_DATABASE_PREFIX: prefix,
      TELEMACHY_TOPIC_PREFIX: prefix,
      TELEMACHY_TOPIC_PARTITIONS: '2',
      // The spec is longer than a token of a person lives.
      TELEMACHY_TOKEN_SECONDS: '3600',
      TELEMACHY_WATCH_PARENT: 'true',
    },
  });
  const lines = createInterface({ input: running.stdout! });
  const url = await new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      const found = /"url":"([^"]+)"/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  coordinator = clientOf(() => url, token);
  await coordinator.untilReady();
};
const kill = async (): Promise<void> => {
  if (running.exitCode !== null || running.signalCode !== null) return;
  const gone = once(running, 'exit');
  running.kill('SIGKILL');
  await gone;
};

beforeAll(async () => {
  if (!existsSync(program)) throw new Error('build the service first: npx tsc -b services/matching');
  issuer = await startIssuer();
  token = await issuer.token({ sub: 'c', roles: ['coordinator'] });
  mongo = await new MongoClient(process.env['MONGODB_URI'] ?? '').connect();
  await start();
}, 120_000);
afterAll(async () => {
  await kill();
  for (const name of ['matching', 'keys']) await mongo.db(`${prefix}${name}`).dropDatabase();
  await mongo.close();
  await issuer.close();
}, 90_000);

describe('an import whose service is killed in the middle', () => {
  it('goes on where it was, loses nobody, doubles nobody, and leaves no raw file behind', async () => {
    const { openCohort, send } = coordinatorOf(coordinator);
    const requested = await send(await openCohort(), 'mentor', file);
    const path = (requested.headers.get('location') ?? '').split('?')[0] ?? '';
    const read = async (): Promise<ImportView> => (await coordinator.get(path)).body as ImportView;
    await eventually(async () => expect((await read()).counts.rows).toBeGreaterThanOrEqual(400), 60_000);
    await kill();
    const store = mongoEventStore({ db: mongo.db(`${prefix}matching`) });
    await start();
    await eventually(async () => expect((await read()).state).not.toBe('running'), 90_000);
    expect(await read()).toMatchObject({
      state: 'completed',
      counts: { rows, created: rows, changed: 0, unchanged: 0, rejected: 0 },
      problems: [],
    });
    const counts = new Map<string, number>();
    for (let after = 0; ;) {
      const facts = await store.readAll(after, 1000);
      for (const { event } of facts) counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
      if (facts.length === 0) break;
      after += facts.length;
    }
    expect(counts.get('matching.person-imported.v1')).toBe(rows);
    expect(counts.get('matching.enrolment-applied.v1')).toBe(rows);
    expect(counts.get('matching.import-completed.v1')).toBe(1);
    const left = async (name: string) => mongo.db(`${prefix}matching`).collection(name).countDocuments();
    await eventually(async () => expect([await left('import_files'), await left('import_row_keys')]).toEqual([0, 0]));
  }, 240_000);
});
