import { openInstallation } from '../installation.ts';
import { registration } from './missed-goals.fixture.ts';
import { readRebuild } from './read-rebuild.ts';
import { rebuild } from './rebuild.ts';

// Rebuilds in many small steps, and kills itself between two of them where KILL_AFTER says so.
const installation = await openInstallation(process.env);
let left = Number(process.env['KILL_AFTER'] ?? Infinity);
const rebuilt = await rebuild(registration, installation, {
  ...readRebuild(process.argv.slice(2)),
  limits: { documents: 1, facts: 20 },
  progress: () => {
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
await installation.close();
process.stdout.write(JSON.stringify(rebuilt));
