import { parseArgs } from 'node:util';
import type { Mode, Simulated } from './simulate.ts';
import { simulate } from './simulate.ts';

// One process's share of a simulation: every `step`th seed from `from` below `to`. Tells each life as one line of JSON.
const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '1' },
    to: { type: 'string', default: '2' },
    step: { type: 'string', default: '1' },
    mode: { type: 'string' },
  },
});
const [from, to, step] = [Number(values.from), Number(values.to), Number(values.step)];
const modeOf = (seed: number): Mode => (values.mode as Mode | undefined) ?? (seed % 2 === 0 ? 'safety' : 'liveness');

for (let seed = from; seed < to; seed += step) {
  const life: Simulated = await simulate(seed, modeOf(seed));
  process.stdout.write(`${JSON.stringify(life.faults.length === 0 ? { ...life, deeds: [] } : life)}\n`);
}
process.exit();
