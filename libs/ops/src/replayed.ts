import { mongoAuditStorage } from '@telemachy/audit';
import { mongoEventStore } from '@telemachy/event-store';
import { operatorAudit } from './audit/operator-audit.ts';
import { readBound, type Bound } from './bounds.ts';
import type { Installation } from './installation.ts';
import { output, progress } from './output.ts';
import { readNothing, readOptions } from './read-options.ts';
import type { Registration } from './registration.ts';
import { replay, type ReplayFilter } from './replay.ts';

const options = {
  from: { type: 'string' },
  to: { type: 'string' },
  types: { type: 'string' },
  tenant: { type: 'string' },
} as const;

/** @throws Error naming the option that does not do */
export const readFilter = (args: readonly string[]): ReplayFilter => {
  readNothing('replay', args, options);
  const { values } = readOptions('replay', args, options);
  const bound = (option: 'from' | 'to'): Readonly<Record<string, Bound>> =>
    values[option] === undefined ? {} : { [option]: readBound(option, values[option]) };
  return {
    ...bound('from'),
    ...bound('to'),
    ...(values.types === undefined ? {} : { types: values.types.split(',') }),
    ...(values.tenant === undefined ? {} : { tenant: values.tenant }),
  };
};

/** The verb `replay`: facts on standard output, each organization's after its audit says so, how far it is on standard error. */
export const replayed = async (
  args: readonly string[],
  { service: { name } }: Registration,
  installation: Installation,
): Promise<void> => {
  const filter = readFilter(args);
  const db = installation.databaseOf(name);
  const store = mongoEventStore({ db });
  const audit = operatorAudit(name, mongoAuditStorage(db));
  const write = audit.exporting(output(), { operation: 'ops replay', asked: [...args] });
  const head = await store.lastPosition();
  const tell = progress();
  const written = await replay(store, filter, write, (so) =>
    tell(() => `${name}: at position ${so.at} of ${head}, ${so.written} facts written`),
  );
  process.stderr.write(`${name}: ${written} facts\n`);
};
