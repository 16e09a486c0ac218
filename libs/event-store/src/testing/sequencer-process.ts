import { MongoClient } from 'mongodb';
import type { SequencingPoint } from '../sequencer/sequence.ts';
import { startSequencer } from '../sequencer/start-sequencer.ts';

/** A sequencer in a process of its own that kills itself, without any goodbye, when it comes to a point for the n-th time. */
const [, , database = '', point = '', times = '0'] = process.argv;
let left = Number(times);

const client = await MongoClient.connect(process.env['MONGODB_URI'] ?? '');
startSequencer({
  db: client.db(database),
  owner: `process ${process.pid}`,
  leaseMs: 1000,
  onRole: (role) => process.stdout.write(`${role}\n`),
  at(reached: SequencingPoint) {
    if (reached !== point) return;
    left -= 1;
    if (left <= 0) process.kill(process.pid, 'SIGKILL');
  },
});
process.stdout.write('started\n');
