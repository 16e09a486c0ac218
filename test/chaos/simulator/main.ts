import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { asked } from './arguments.ts';
import type { Simulated } from './simulate.ts';

// npm run chaos -- simulate, once its words are understood.
const { seeds, from, mode, first, jobs, json } = asked(process.argv.slice(2));

const began = performance.now();
const lives: Simulated[] = [];
const stopping = new AbortController();
await Promise.all(Array.from({ length: jobs }, (_, place) => share(place)));
const seconds = (performance.now() - began) / 1000;
const failed = lives.filter(({ faults }) => faults.length > 0).toSorted((one, other) => one.seed - other.seed);

for (const { seed, mode: failedIn, faults, deeds } of failed.slice(0, 3)) {
  console.error(`seed ${seed} fails; again: npm run chaos -- simulate --seeds 1 --from ${seed} --mode ${failedIn}`);
  for (const fault of faults.slice(0, 8)) console.error(`  ${fault}`);
  for (const deed of deeds.slice(-15)) console.error(`    ${deed}`);
}
const result = {
  seeds: lives.length,
  failed: failed.map(({ seed }) => seed),
  seedsPerSecond: Number((lives.length / seconds).toFixed(1)),
  facts: lives.reduce((sum, { facts }) => sum + facts, 0),
  seconds: Number(seconds.toFixed(1)),
  ...(lives.length === 1 ? { digest: lives[0]?.digest } : {}),
};
console.log(
  json
    ? JSON.stringify(result)
    : `${result.seeds} seeds, ${failed.length} failed; ${result.seedsPerSecond} seeds a second, ${result.facts} facts`,
);
process.exitCode = failed.length === 0 && lives.length > 0 ? 0 : 1;

/** Each process has a clock and a chance of its own to bend. */
async function share(place: number): Promise<void> {
  const script = fileURLToPath(new URL('lives.ts', import.meta.url));
  const given = ['--from', `${from + place}`, '--to', `${from + seeds}`, '--step', `${jobs}`];
  const child = spawn(
    process.execPath,
    [...process.execArgv, script, ...given, ...(mode === undefined ? [] : ['--mode', mode])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  stopping.signal.addEventListener('abort', () => child.kill());
  for await (const line of createInterface({ input: child.stdout })) {
    const life = JSON.parse(line) as Simulated;
    lives.push(life);
    if (first && life.faults.length > 0) stopping.abort();
  }
  if ((await ended) !== 0 && !stopping.signal.aborted) throw new Error('a process of the simulation broke off');
}
