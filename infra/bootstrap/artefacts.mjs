import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ pkg: string, version: string, sha256: string, bytes: number, bin: string }} WheelPin
 * @typedef {{ kafka: { version: string, jars: Record<string, string> }, mongod: Record<string, WheelPin>, jre: Record<string, WheelPin> }} Pins
 * @typedef {{ kafka: string, mongod: string, jre: string }} ArtefactFolders absolute folders in the cache
 */

/** The repository's root folder. */
export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** @returns {Pins} names, versions and SHA-256 of everything the embedded servers are made of */
export function readPins() {
  return JSON.parse(readFileSync(new URL('../embedded/pins.json', import.meta.url), 'utf8'));
}

/** @returns {string} such as `linux-x64`, the key of the pinned binaries; Linux without glibc is `linux-x64-musl` */
export function platformKey() {
  const header = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport()).header;
  const musl = process.platform === 'linux' && header.glibcVersionRuntime === undefined;
  return `${process.platform}-${process.arch}${musl ? '-musl' : ''}`;
}

/** @param {NodeJS.ProcessEnv} env @returns {string} where fetched programs are kept: `TELEMACHY_CACHE`, else `.telemachy/cache` */
export function cacheFolder(env) {
  return env['TELEMACHY_CACHE'] || join(repositoryRoot, '.telemachy', 'cache');
}

/**
 * Where each artefact lies once it is fetched. A folder's name holds a hash of its pins, so changed pins never meet old files.
 *
 * @param {Pins} pins
 * @param {string} platform
 * @param {NodeJS.ProcessEnv} env `TELEMACHY_CACHE` names another cache folder than `.telemachy/cache`
 * @returns {ArtefactFolders | undefined} undefined when the platform has no pinned binaries
 */
export function artefactFolders(pins, platform, env) {
  const cache = cacheFolder(env);
  const mongod = pins.mongod[platform];
  const jre = pins.jre[platform];
  if (mongod === undefined || jre === undefined) return undefined;
  return {
    kafka: join(cache, `kafka-${pins.kafka.version}-${shortHash(pins.kafka.jars)}`),
    mongod: join(cache, `mongod-${mongod.version}-${mongod.sha256.slice(0, 12)}`),
    jre: join(cache, `jre-${jre.version}-${jre.sha256.slice(0, 12)}`),
  };
}

/** @param {string} folder @returns {boolean} whether the artefact is complete: it is filled elsewhere and then renamed into place */
export function isFetched(folder) {
  return existsSync(folder);
}

/** @param {unknown} value */
function shortHash(value) {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
