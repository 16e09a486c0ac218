import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mutants } from './mutants.ts';

// npm run chaos -- mutants [--only name,name] [--seeds 500] [--json]: plants each bug and sees it found.
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seeds: { type: 'string', default: '500' },
    json: { type: 'boolean', default: false },
  },
});
const only = values.only?.split(',');
const unknown = only?.filter((name) => !mutants.some((mutant) => mutant.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(
    `no planted bug is called ${unknown.join(', ')}; there are: ${mutants.map(({ name }) => name).join(', ')}`,
  );
  process.exit(1);
}
const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const found: { name: string; bug: string; found: boolean; seed: number | undefined }[] = [];

for (const { name, bug } of mutants) {
  if (only !== undefined && !only.includes(name)) continue;
  const { failed } = await simulated(name);
  const [seed] = failed;
  found.push({ name, bug, found: seed !== undefined, seed });
  console.error(
    `${seed === undefined ? 'MISSED' : 'found '} ${name.padEnd(34)} ${seed === undefined ? '' : `by seed ${seed}`}`,
  );
}
const missed = found.filter((one) => !one.found).length;
console.log(
  values.json
    ? JSON.stringify({ mutants: found, missed })
    : `${found.length - missed} of ${found.length} planted bugs were found`,
);
process.exitCode = missed === 0 && found.length > 0 ? 0 : 1;

async function simulated(mutant: string): Promise<{ readonly failed: readonly number[] }> {
  const flags = ['--conditions=@telemachy/source', '--import', pathOf('plant.ts'), pathOf('../simulator/main.ts')];
  const child = spawn(process.execPath, [...flags, '--seeds', values.seeds, '--first', '--json'], {
    env: { ...process.env, CHAOS_MUTANT: mutant },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  try {
    return JSON.parse(Buffer.concat(out).toString()) as { failed: number[] };
  } catch (cause) {
    throw new Error(`with ${mutant} the simulation does not even run:\n${Buffer.concat(errors).toString()}`, { cause });
  }
}
