import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { capture } from './capture.mjs';

/** @typedef {{ pid: number, started: string }} Holder a process, told from later ones with the same number by when it started */

/**
 * Takes a lock that is a file naming its holder. A lock whose holder no longer runs is stale and is taken over.
 *
 * @param {string} file
 * @returns {Promise<{ release: () => Promise<void> } | { heldBy: number }>} the lock, or the pid of the process that holds it
 */
export async function takeLock(file) {
  await mkdir(dirname(file), { recursive: true });
  const own = `${file}.${process.pid}-${randomUUID()}`;
  await writeFile(own, JSON.stringify({ pid: process.pid, started: await startOf(process.pid) }), { mode: 0o600 });
  try {
    for (;;) {
      if (await linked(own, file)) return { release: () => rm(file, { force: true }) };
      const holder = await holderOf(file);
      if (holder !== undefined) return { heldBy: holder.pid };
      await removeStale(file, `${own}-stale`);
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** Names a finished file once more, which only one can: nobody ever sees half a lock. @param {string} own @param {string} file */
async function linked(own, file) {
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a stale lock away, and back again if somebody has taken it over meanwhile. @param {string} file @param {string} aside */
async function removeStale(file, aside) {
  try {
    await rename(file, aside);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return;
    throw error;
  }
  if ((await holderOf(aside)) !== undefined) await linked(aside, file);
  await rm(aside, { force: true });
}

/**
 * Does work while nobody else who asks for the same lock does: waits for the lock, and gives it back whatever happens.
 *
 * @template T
 * @param {string} file the lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function oneAtATime(file, work) {
  for (;;) {
    const lock = await takeLock(file);
    if ('heldBy' in lock) {
      await pause(250);
      continue;
    }
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }
}

/** @param {string} file @returns {Promise<Holder | undefined>} who holds a lock now; undefined when nobody does */
export async function holderOf(file) {
  const holder = await readHolder(file);
  return holder !== undefined && (await stillRuns(holder)) ? holder : undefined;
}

/** @param {Holder} holder @returns {Promise<boolean>} */
export async function stillRuns(holder) {
  return (await startOf(holder.pid)) === holder.started && holder.started !== '';
}

/** @param {number} pid @returns {Promise<string>} when the process started, in the system's own words; empty when there is none */
export async function startOf(pid) {
  if (process.platform !== 'linux') return (await capture('ps', ['-o', 'lstart=', '-p', String(pid)])).output;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : (fields[19] ?? '');
  } catch {
    return ''; // no such process
  }
}

/** @param {string} file @returns {Promise<Holder | undefined>} undefined when the file is gone or was cut short */
async function readHolder(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
