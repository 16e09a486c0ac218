import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot, serviceNames } from '@telemachy/infra/testing';

/** An earlier release, built in a folder of its own. */
export type Release = { readonly version: string; readonly folder: string };

/** Not a call that waits: the lines of the stage live in this process. @throws Error with the words of what failed */
const ran = async (command: string, args: readonly string[], cwd: string): Promise<void> => {
  await promisify(execFile)(command, args, { cwd, maxBuffer: 10_000_000 });
};

/** The commit that docs/releases.md names. */
const commitOf = (version: string): string | undefined => {
  const page = join(repositoryRoot, 'docs', 'releases.md');
  if (!existsSync(page)) return undefined;
  const line = readFileSync(page, 'utf8')
    .split('\n')
    .find((row) => row.split('|')[1]?.trim() === version);
  return /`([0-9a-f]{7,40})`/.exec(line ?? '')?.[1];
};

/** What is missing to build it, in words; `undefined` where all is there. */
export const lackOf = (version: string): string | undefined => {
  const commit = commitOf(version);
  if (commit === undefined) return `a release before this one: docs/releases.md names no commit of ${version}`;
  const { status } = spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: repositoryRoot });
  return status === 0 ? undefined : `the git history with ${commit}, which is ${version}`;
};

/** Packages of this checkout, but the workspaces of the release itself. */
const linkPackages = async (folder: string): Promise<void> => {
  const [ours, theirs] = [join(repositoryRoot, 'node_modules'), join(folder, 'node_modules')];
  const workspaces = '@telemachy';
  await mkdir(join(theirs, workspaces), { recursive: true });
  const packages = (await readdir(ours)).filter((name) => name !== workspaces);
  await Promise.all(packages.map((name) => symlink(join(ours, name), join(theirs, name))));
  // They point to ../../libs/… and so stay within the release.
  for (const name of await readdir(join(ours, workspaces))) {
    const target = await readlink(join(ours, workspaces, name));
    if (existsSync(join(theirs, workspaces, target))) await symlink(target, join(theirs, workspaces, name));
  }
};

/** Takes a release out of the history and builds its services. @throws Error with the words of what failed */
export const buildRelease = async (version: string, dataDir: string): Promise<Release> => {
  const folder = join(dataDir, `release-${version}`);
  await mkdir(folder, { recursive: true });
  const archive = join(dataDir, `release-${version}.tar`);
  await ran('git', ['archive', '-o', archive, commitOf(version) ?? ''], repositoryRoot);
  await ran('tar', ['-xf', archive], folder);
  const lock = (root: string): string => readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (lock(folder) === lock(repositoryRoot)) await linkPackages(folder);
  else await ran('npm', ['ci', '--no-audit', '--no-fund'], folder);
  const projects = serviceNames.map((name) => join(folder, 'services', name));
  const tsc = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
  await ran(process.execPath, [tsc, '-b', '--noCheck', ...projects], folder);
  return { version, folder };
};
