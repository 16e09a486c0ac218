import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { asked } from './arguments.ts';
import { mutants } from './mutants.ts';

// npm run chaos -- mutants: plants each bug and sees it found.
const { only, seeds, json } = asked(process.argv.slice(2));
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
  json
    ? JSON.stringify({ mutants: found, missed })
    : `${found.length - missed} of ${found.length} planted bugs were found`,
);
process.exitCode = missed === 0 && found.length > 0 ? 0 : 1;

async function simulated(mutant: string): Promise<{ readonly failed: readonly number[] }> {
  const flags = ['--conditions=@telemachy/source', '--import', pathOf('plant.ts'), pathOf('../simulator/main.ts')];
  const child = spawn(process.execPath, [...flags, '--seeds', seeds, '--first', '--json'], {
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
