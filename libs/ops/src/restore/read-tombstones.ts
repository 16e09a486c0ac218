import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Tombstone } from '@telemachy/privacy';
import { z } from 'zod';
import { fileOf } from '../backup/backup-store.ts';
import { readLines } from '../backup/lines.ts';
import { BackupRefused } from '../backup/manifest.ts';

const Line = z.strictObject({
  tenant: z.string().min(1),
  kind: z.enum(['person', 'mentorship']),
  subject: z.string().min(1),
  destroyedAt: z.iso.datetime(),
});

/** A tombstone as one line of a file that the operator keeps. */
export const tombstoneLine = ({ tenant, subject: { kind, id }, destroyedAt }: Tombstone): string =>
  JSON.stringify({ tenant, kind, subject: id, destroyedAt: destroyedAt.toISOString() });

const parsed = (file: string, place: number, value: unknown): Tombstone => {
  const line = Line.safeParse(value);
  if (!line.success)
    throw new BackupRefused(
      `${file} tells of nobody who was forgotten in line ${place}: name a file that npm run ops -- tombstones export wrote, or the folder of keys of a backup`,
    );
  const { tenant, kind, subject: id, destroyedAt } = line.data;
  return { tenant, subject: { kind, id }, destroyedAt: new Date(destroyedAt) };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

async function* inFile(file: string): AsyncGenerator<Tombstone> {
  let place = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    place += 1;
    if (text !== '') yield parsed(file, place, jsonOf(text));
  }
}

async function* inKeys(file: string): AsyncGenerator<Tombstone> {
  let place = 0;
  for await (const { tenant, kind, subject, destroyedAt } of readLines(file)) {
    place += 1;
    if (destroyedAt instanceof Date)
      yield parsed(file, place, { tenant, kind, subject, destroyedAt: destroyedAt.toISOString() });
  }
}

/** Who was forgotten, as an exported file or the folder of keys of a backup says. @throws BackupRefused naming the line that does not do */
export async function* readTombstones(path: string): AsyncGenerator<Tombstone> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new BackupRefused(`${path} is not there: --tombstones names a file, or a folder of keys`, { cause });
  });
  yield* found.isDirectory() ? inKeys(join(path, fileOf('subjects'))) : inFile(path);
}
