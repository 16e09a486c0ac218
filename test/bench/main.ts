import { asked, type Asked } from './arguments.ts';
import { withBench } from './measure/bench.ts';
import type { Servers } from './measure/service.ts';
import { parts } from './parts.ts';
import type { Row } from './report/row.ts';
import { pageOf, tableOf } from './report/table.ts';
import { writePage } from './report/write-page.ts';
import { sizes } from './sizes.ts';

// Measures on the servers that the environment names; `npm run bench` starts some that nobody else uses. Results go to stdout, all else to stderr.
const say = (line: string): void => void process.stderr.write(`${line}\n`);

try {
  await report(asked(process.argv.slice(2)));
} catch (error) {
  say(error instanceof Error && error.constructor === Error ? error.message : String((error as Error).stack ?? error));
  process.exitCode = 1;
}

async function report(given: Asked): Promise<void> {
  const rows: Row[] = [];
  for (const name of given.parts) {
    const begun = performance.now();
    const measured = await withBench({ servers: servers(), size: sizes[given.size], say }, parts[name]);
    rows.push(...measured);
    say(`${name} took ${Math.round((performance.now() - begun) / 1000)} s`);
    if (!given.json) console.log(`${tableOf(measured)}\n`);
  }
  if (given.write) await writePage(pageOf(rows, new Date().toISOString().slice(0, 10)));
  if (given.json) console.log(JSON.stringify({ rows }));
  const missed = rows.filter(({ holds }) => holds === false).length;
  say(missed === 0 ? 'every target holds' : `${missed} targets do not hold`);
}

function servers(): Servers {
  const { MONGODB_URI: mongoUri = '', KAFKA_BROKERS: brokers = '' } = process.env;
  if (mongoUri === '' || brokers === '')
    throw new Error('MONGODB_URI and KAFKA_BROKERS name no servers: use npm run bench');
  return { mongoUri, kafkaBrokers: brokers.split(',') };
}
