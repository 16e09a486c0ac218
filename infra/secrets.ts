import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from './bootstrap/artefacts.mjs';
import { capture } from './bootstrap/capture.mjs';
import { secretsIn, unexplained } from './supply/secrets.ts';

// Looks for secrets in every tracked file, and in every line that a commit has ever added. What is found is told by place and hash, never as it is.
const harmless = JSON.parse(
  await readFile(new URL('supply/harmless-secrets.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, string>>;

const git = async (...args: readonly string[]): Promise<string> => {
  const { code, output } = await capture('git', ['-c', 'core.quotePath=false', ...args], { cwd: repositoryRoot });
  if (code !== 0) throw new Error(`git ${args[0]} failed:\n${output}`);
  return output;
};

const found: string[] = [];
const files = (await git('ls-files')).split('\n');
for (const file of files) {
  const text = await readFile(join(repositoryRoot, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EISDIR') return ''; // removed in the work tree, or a folder behind a link
    throw error;
  });
  for (const { rule, line, hash } of unexplained(secretsIn(text), harmless))
    found.push(`${file}:${line}: ${rule} (${hash})`);
}

const commits = (await git('log', '-p', '--unified=0', '--no-color', '--format=%x00%h')).split('\0').slice(1);
for (const commit of commits) {
  const id = commit.slice(0, commit.indexOf('\n'));
  const added = commit.replaceAll(/^(?!\+).*$/gm, '').replaceAll(/^\+/gm, '');
  for (const { rule, hash } of unexplained(secretsIn(added), harmless)) found.push(`commit ${id}: ${rule} (${hash})`);
}

for (const line of new Set(found)) console.log(line);
console.log(`${files.length} files and ${commits.length} commits, ${found.length} secrets`);
if (found.length > 0) {
  console.log(
    'A secret that was committed is known: revoke it. What is none goes into infra/supply/harmless-secrets.json, by its hash, with the reason.',
  );
  process.exitCode = 1;
}
