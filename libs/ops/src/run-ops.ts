import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { mongoEventStore } from '@telemachy/event-store';
import { type Installation, openInstallation } from './installation.ts';
import type { Registration } from './registration.ts';
import { replay } from './replay.ts';
import { status } from './status.ts';
import { verify } from './verify.ts';

const usage = 'usage: <service> status | verify | describe | replay [--from N] [--to N] [--types a,b*] [--tenant X]';

/**
 * The operator's command for one service: prints one JSON object on standard output (`replay`: one a line), progress on standard error.
 * Exit code 0 only when what was asked for holds.
 */
export const runOps = async (registration: Registration, argv = process.argv.slice(2)): Promise<void> => {
  const [verb = '', ...rest] = argv;
  if (verb === 'describe') return print(describe(registration));
  if (!['status', 'verify', 'replay'].includes(verb)) return fail(usage);
  let installation: Installation | undefined;
  try {
    installation = await openInstallation(process.env);
    await run(verb, rest, registration, installation);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  } finally {
    await installation?.close();
  }
};

const run = async (
  verb: string,
  rest: string[],
  registration: Registration,
  installation: Installation,
): Promise<void> => {
  if (verb === 'status') return print(await status(registration, installation));
  if (verb === 'replay') return replayed(rest, registration, installation);
  const verified = await verify(registration, installation);
  if (verified.readModels.some(({ equal }) => !equal)) process.exitCode = 1;
  return print(verified);
};

const replayed = async (rest: string[], { name }: Registration, installation: Installation): Promise<void> => {
  const { values } = parseArgs({
    args: rest,
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      types: { type: 'string' },
      tenant: { type: 'string' },
    },
  });
  const position = (option: 'from' | 'to'): Readonly<Record<string, number>> => {
    const text = values[option];
    if (text === undefined) return {};
    if (!/^[1-9]\d{0,14}$/.test(text))
      throw new Error(`--${option} must be a position, a whole number from 1, not "${text}"`);
    return { [option]: Number(text) };
  };
  const store = mongoEventStore({ db: installation.databaseOf(name) });
  const filter = {
    ...position('from'),
    ...position('to'),
    ...(values.types === undefined ? {} : { types: values.types.split(',') }),
    ...(values.tenant === undefined ? {} : { tenant: values.tenant }),
  };
  const written = await replay(store, filter, async (line) => {
    if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
  });
  process.stderr.write(`${name}: ${written} facts\n`);
};

const describe = ({ name, projections }: Registration) => ({
  service: name,
  readModels: projections.map(({ projection }) => ({
    name: `${projection.name}.v${projection.version}`,
    hears: projection.hears,
  })),
});

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

const fail = (why: string): void => {
  process.stderr.write(`${why}\n`);
  process.exitCode = 1;
};
