import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from './bootstrap/artefacts.mjs';
import { faultsOfLockfile, type Lockfile, type Manifest } from './supply/lockfile.ts';

// Whether what `npm ci` installs is what somebody has looked at, and nothing else.
const read = async (folder: string, file: string): Promise<unknown> =>
  JSON.parse(await readFile(join(repositoryRoot, folder, file), 'utf8'));

let faulty = 0;
for (const root of ['', 'test/bench/peers']) {
  const lockfile = (await read(root, 'package-lock.json')) as Lockfile;
  const folders = Object.keys(lockfile.packages).filter((path) => !path.includes('node_modules/'));
  const manifests = await Promise.all(
    folders.map(async (folder) => [folder, (await read(join(root, folder), 'package.json')) as Manifest] as const),
  );
  const faults = faultsOfLockfile(lockfile, Object.fromEntries(manifests));
  for (const fault of faults) console.log(`${join(root, 'package-lock.json')}: ${fault}`);
  faulty += faults.length;
}
console.log(faulty === 0 ? 'every package by its version and hash' : `${faulty} faults`);
if (faulty > 0) process.exitCode = 1;
