import { plant } from '../../planting.ts';
import { crashPoints, type CrashPointName } from './crash-points.ts';

// node --import …/plant.ts: the process kills itself when it comes, once SIGUSR2 has armed it, to the point that CHAOS_CRASH_AT names
// for the n-th time, as in `outbox.afterAck:3`.
const [name = '', times = '1'] = (process.env['CHAOS_CRASH_AT'] ?? '').split(':');
const isPoint = (text: string): text is CrashPointName => Object.hasOwn(crashPoints, text);
if (!isPoint(name)) throw new Error(`CHAOS_CRASH_AT names no crash point: ${name}`);

let armed = false;
process.on('SIGUSR2', () => (armed = true));
let left = Number(times);
const chaos = globalThis as typeof globalThis & { chaosPoint: (reached: string) => void };
chaos.chaosPoint = (reached) => {
  if (!armed || reached !== name) return;
  left -= 1;
  if (left <= 0) process.kill(process.pid, 'SIGKILL');
};
plant(name, [crashPoints[name]]);
