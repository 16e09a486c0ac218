import { generateKeyPairSync, randomUUID } from 'node:crypto';
import {
  auditLog,
  mongoAuditStorage,
  nextBlock,
  seedOf,
  signHead,
  verifyChain,
  type AuditEntry,
  type AuditStorage,
  type Block,
  type ChainName,
} from '@telemachy/audit';
import type { Bench } from '../measure/bench.ts';
import { goalIdOf } from '../measure/facts.ts';
import { closedLoop, rateOf } from '../measure/load.ts';
import { alternate } from '../measure/rounds.ts';
import { service } from '../measure/service.ts';
import { atLeast, rowOf, type Row } from '../report/row.ts';

/** At once, so that entries travel together, as of a service that has something to do. */
const writers = 64;
const target = atLeast(100_000, 'entries/s');
const { privateKey: key } = generateKeyPairSync('ed25519');

/** As a request that reads a goal makes one: about 450 bytes. */
const entryOf = (n: number): AuditEntry => ({
  kind: 'private-read',
  actor: goalIdOf(n % 1_000),
  details: {
    operation: 'read-goal',
    outcome: 'allowed',
    status: 200,
    by: ['mentee'],
    roles: [],
    correlationId: randomUUID(),
    person: goalIdOf(n % 1_000),
    about: { id: goalIdOf(n) },
  },
});

/** The audit as requests write it, and read again from its beginning as `ops audit verify` does. */
export const auditRows = async (bench: Bench): Promise<readonly Row[]> => {
  const { size } = bench;
  const { mongo } = await bench.open();
  const storage = mongoAuditStorage(mongo.db);
  const log = auditLog({ service, storage, now: () => new Date() });
  const { facts: entries } = size.catchUp;
  // As many blocks as entries, and so as many documents: a tenth of them.
  const alone = entries / 10;
  bench.say(`${entries} entries of ${writers} at once, ${alone} each alone`);
  await fill(entries, writers, (n) => log.record('together', entryOf(n)));
  const blocks = eachAlone({ tenant: 'alone', service }, alone);
  await fill(alone, writers, (n) => storage.add({ tenant: 'alone', service }, blocks[n] as Block));
  for (const tenant of ['together', 'alone']) await signHead(storage, { tenant, service }, key, new Date());
  let next = 0;
  const rates = await alternate(
    {
      together: () => verify(storage, 'together', entries),
      alone: () => verify(storage, 'alone', alone),
      record: async () =>
        rateOf(
          await closedLoop({ workers: writers, ms: size.roundMs }, () => log.record('recording', entryOf(next++))),
        ),
    },
    size.rounds,
  );
  const unit = 'entries/s';
  return [
    rowOf({ name: `verify the audit, as ${writers} at once wrote it`, unit, values: rates.together, target }),
    rowOf({ name: 'verify the audit, a block for each entry', unit, values: rates.alone, target }),
    rowOf({ name: `record in the audit, ${writers} at once`, unit, values: rates.record }),
  ];
};

/** What a process writes that is asked for one thing at a time. */
const eachAlone = (chain: ChainName, count: number): readonly Block[] => {
  let end = seedOf(chain);
  return Array.from({ length: count }, (_, n) => {
    const next = nextBlock(end, n + 1, [{ ...entryOf(n), at: new Date().toISOString() }]);
    ({ end } = next);
    return next.block;
  });
};

const fill = async (count: number, workers: number, write: (n: number) => Promise<unknown>): Promise<void> => {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await write(n);
  };
  await Promise.all(Array.from({ length: workers }, work));
};

/** Entries per second. @throws Error where the chain is not whole and as long as it was written */
const verify = async (storage: AuditStorage, tenant: string, count: number): Promise<number> => {
  const begun = performance.now();
  const { entries, heads, tampered } = await verifyChain(storage, { tenant, service }, { keys: [key] });
  const seconds = (performance.now() - begun) / 1000;
  if (entries !== count || heads !== 1 || tampered.length > 0)
    throw new Error(`${entries} of ${count} entries, ${heads} heads: ${JSON.stringify(tampered)}`);
  return count / seconds;
};
