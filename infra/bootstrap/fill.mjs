import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Fills a folder so that it is seen complete or not at all: `fill` works in a temporary folder beside it, which is then renamed.
 * Of two that fill the same folder at once, the first wins and the other's work is dropped.
 *
 * @param {string} folder absolute
 * @param {(work: string) => Promise<string>} fill gets an empty folder and returns the folder (itself or one inside) to keep
 */
export async function fillOnce(folder, fill) {
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    await rename(await fill(work), folder).catch((error) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} file
 * @param {string} expected SHA-256 in hex
 * @throws when the file's hash is another
 */
export async function verifySha256(file, expected) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const actual = hash.digest('hex');
  if (actual !== expected)
    throw new Error(`${basename(file)} has SHA-256 ${actual}, but ${expected} is pinned; it was not kept`);
}
