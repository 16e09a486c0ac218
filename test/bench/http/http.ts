import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startIssuer } from '@telemachy/testing/issuer';
import type { Bench } from '../measure/bench.ts';
import { peersFolder } from '../measure/peer.ts';
import { alternate } from '../measure/rounds.ts';
import { until } from '../measure/until.ts';
import { environmentOf } from '../measure/service.ts';
import { needsPeers } from '../append/emmett.ts';
import { atLeastTimes, notRun, rowOf, type Row } from '../report/row.ts';
import { knownCallers, type Caller } from './callers.ts';
import type { ServeOptions, Serving } from './protocol.ts';

const names = {
  api: 'POST → durable → 201',
  all: 'POST → durable → 201, relay and projections in the process',
  none: 'POST → 201 with nothing stored: the most that any store could reach',
} as const;
const target = atLeastTimes(4);

/** Whole requests to the goals service: a token is checked, a body parsed, a caller found, a stream loaded and a fact made durable. */
export const httpRows = async (bench: Bench): Promise<readonly Row[]> => {
  if (!existsSync(join(peersFolder, 'node_modules', 'autocannon')))
    return Object.values(names).map((name) => notRun(name, 'requests/s', needsPeers, target));
  const issuer = await startIssuer();
  const serve = (role: 'api' | 'all', store: ServeOptions['store']) => startService(bench, { issuer, role, store });
  const services = {
    api: await serve('api', 'ours'),
    all: await serve('all', 'ours'),
    insertOne: await serve('api', 'insertOne'),
    none: await serve('api', 'none'),
  };
  try {
    bench.say(`POST /v1/goals over ${bench.size.connections} connections`);
    const results = await alternate(
      {
        api: services.api.load,
        all: services.all.load,
        insertOne: services.insertOne.load,
        none: services.none.load,
      },
      bench.size.rounds,
    );
    const theirs = results.insertOne;
    const against = { name: 'the same service, one insertOne per request' };
    const most = rowOf({
      name: names.none,
      unit: 'requests/s',
      values: results.none.map(({ rate }) => rate),
      against: { ...against, values: theirs.map(({ rate }) => rate) },
    });
    const reached = (['api', 'all'] as const).flatMap((name) => [
      rowOf({
        name: names[name],
        unit: 'requests/s',
        values: results[name].map(({ rate }) => rate),
        against: { ...against, values: theirs.map(({ rate }) => rate) },
        target,
      }),
      rowOf({
        name: `${names[name]}, p99`,
        unit: 'ms',
        values: results[name].map(({ p99 }) => p99),
        against: { ...against, values: theirs.map(({ p99 }) => p99) },
      }),
    ]);
    return [...reached, most];
  } finally {
    await Promise.all(Object.values(services).map(({ end }) => end()));
    await issuer.close();
  }
};

type Posted = { readonly rate: number; readonly p99: number };
type Given = Pick<ServeOptions, 'role' | 'store'> & { readonly issuer: Awaited<ReturnType<typeof startIssuer>> };

const program = fileURLToPath(new URL(`main${extname(import.meta.url)}`, import.meta.url));

const startService = async ({ servers, size, open }: Bench, { issuer, role, store }: Given) => {
  const { prefix, mongo } = await open();
  const options: ServeOptions = { servers, prefix, issuer: issuer.url, role, store };
  const child = fork(program, [JSON.stringify(options)]);
  const [{ url }] = (await Promise.race([once(child, 'message'), failed(child)])) as [Serving];
  await isReady(url);
  const secret = environmentOf(servers, prefix)['TELEMACHY_IDENTITY_SECRET'] ?? '';
  const callers = await knownCallers(mongo.db, issuer, secret, size.connections);
  return {
    load: () => post(url, size.roundMs / 1000, callers),
    end: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
};

const failed = async (child: ReturnType<typeof fork>): Promise<never> => {
  const [code] = (await once(child, 'exit')) as [number];
  throw new Error(`the service ended with ${code}`);
};

/** Its collections and indexes are made. */
const isReady = async (url: string): Promise<void> => {
  await until(async () => (await fetch(`${url}/health/ready`)).ok, 'the service is ready');
};

const execute = promisify(execFile);

const post = async (url: string, seconds: number, callers: readonly Caller[]): Promise<Posted> => {
  const asked = JSON.stringify({ url: `${url}/v1/goals`, seconds, callers });
  const { stdout } = await execute(process.execPath, [join(peersFolder, 'post.mjs'), asked], { maxBuffer: 2 ** 26 });
  const found = JSON.parse(stdout) as Posted & { errors: number; timeouts: number; non2xx: number };
  if (found.errors + found.timeouts + found.non2xx > 0) throw new Error(`requests failed: ${stdout}`);
  return found;
};
