import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { repositoryRoot } from './bootstrap/artefacts.mjs';
import { capture } from './bootstrap/capture.mjs';
import { command } from './src/command.ts';
import { forbidden, type Component } from './supply/licences.ts';

// `npm run sbom`: what the product is made of (CycloneDX, from the lockfile, without what only develops and tests it), and whether all of it may be used so.
await command('sbom', async ({ check, out }) => {
  const list = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--omit', 'dev', '--loglevel', 'error'];
  const { code, output } = await capture('npm', list, { cwd: repositoryRoot });
  if (code !== 0) throw new Error(`npm could not list the packages:\n${output}`);
  const { components } = JSON.parse(output) as { readonly components: readonly Component[] };
  const faults = forbidden(components);
  for (const fault of faults) console.log(`not to be used in the product: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  console.log(`${components.length} components, ${faults.length} under a licence that is not permissive`);
  if (check) return;
  const file = resolve(repositoryRoot, out);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${output}\n`);
  console.log(`written to ${file}`);
});
