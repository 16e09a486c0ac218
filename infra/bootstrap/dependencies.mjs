import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { capture } from './capture.mjs';
import { oneAtATime } from './process-lock.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage */

/**
 * Whether `node_modules` is what the lockfile says: by the stamp of an earlier install, else by npm's own record of what it put there
 * (so somebody who ran `npm install` by hand is not made to install again).
 *
 * @param {string} root
 * @returns {Promise<boolean>}
 */
export async function dependenciesAreCurrent(root) {
  const lockfile = await readFile(join(root, 'package-lock.json'), 'utf8');
  const stamp = await readOrEmpty(stampOf(root));
  if (stamp === hashOf(lockfile)) return true;
  const installed = await readOrEmpty(join(root, 'node_modules', '.package-lock.json'));
  if (installed === '' || !holdsAll(JSON.parse(lockfile).packages, JSON.parse(installed).packages)) return false;
  await writeFile(stampOf(root), hashOf(lockfile));
  return true;
}

/**
 * Installs exactly the lockfile with `npm ci`. Of two that install at once, the second waits for the first.
 *
 * @param {string} root
 * @throws with npm's own words when it fails
 */
export async function installDependencies(root) {
  await oneAtATime(join(root, '.telemachy', 'install.lock'), async () => {
    if (!(await dependenciesAreCurrent(root))) await npmCi(root);
  });
}

/** @param {string} root */
async function npmCi(root) {
  const { code, output } = await capture('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root });
  if (code !== 0) throw new Error(`npm ci failed:\n${output}`);
  await writeFile(stampOf(root), hashOf(await readFile(join(root, 'package-lock.json'), 'utf8')));
}

/**
 * @param {Record<string, LockedPackage>} wanted the lockfile's packages
 * @param {Record<string, LockedPackage>} installed those npm recorded in node_modules
 * @returns {boolean} whether every wanted package that is not optional is installed in the same version
 */
export function holdsAll(wanted, installed) {
  return Object.entries(wanted).every(([path, want]) => {
    if (!path.includes('node_modules/')) return true; // the repository's own packages
    const have = installed[path];
    if (have === undefined) return want.optional === true;
    return want.link === true ? have.link === true : have.version === want.version && have.integrity === want.integrity;
  });
}

/** @param {string} root */
const stampOf = (root) => join(root, 'node_modules', '.telemachy-lockfile');

/** @param {string} text */
const hashOf = (text) => createHash('sha256').update(text).digest('hex');

/** @param {string} file */
async function readOrEmpty(file) {
  return readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}
