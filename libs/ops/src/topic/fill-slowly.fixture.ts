import { setTimeout as pause } from 'node:timers/promises';
import { openInstallation } from '../installation.ts';
import { fillTopic } from './fill-topic.ts';

// Fills the topic of goals slowly, and kills itself after so many sends where KILL_AFTER says so.
const installation = await openInstallation(process.env);
const log = installation.log();
let left = Number(process.env['KILL_AFTER'] ?? Infinity);
const slow = {
  ...log,
  produce: async (...sent: Parameters<typeof log.produce>): Promise<void> => {
    await log.produce(...sent);
    await pause(120);
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  },
};
const filled = await fillTopic('goals', { ...installation, log: () => slow }, { builder: `spec/${process.pid}` });
await installation.close();
process.stdout.write(JSON.stringify(filled));
