import { readFile, rename, open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { faultOf } from './lines.ts';

/** How a backup is laid out. Raised by a release whose backups an earlier one would read wrongly. */
export const backupFormat = 1;
export const manifestName = 'manifest.json';

const count = z.int().nonnegative();
const Files = z.array(
  z.strictObject({
    collection: z.string().min(1),
    /** In the folder of its service, or of the keys. */
    file: z.string().regex(/^[\w.~-]+\.ndjson\.gz$/),
    documents: count,
    bytes: count,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
);

const ServiceBackup = z.strictObject({
  service: z.string().regex(/^[a-z][a-z-]*$/),
  /** Of the last numbered fact: the store is whole up to it. */
  position: count,
  /** Facts that were stored and had no position yet; they come behind it. */
  topic: z.string().min(1),
  generation: z.int().positive(),
  partitions: z.int().positive(),
  files: Files,
});
export type ServiceBackup = z.infer<typeof ServiceBackup>;

const common = {
  format: z.literal(backupFormat),
  /** Of the backup, stores and keys alike. */
  id: z.uuid(),
  takenAt: z.iso.datetime(),
  /** The release of Telemachy that took it. */
  tool: z.string(),
};

export const StoresManifest = z.strictObject({
  ...common,
  kind: z.literal('telemachy-stores'),
  /** The cluster time that all services were read at: seconds since 1970 and a number within the second. */
  moment: z.string().regex(/^\d+\.\d+$/),
  /** Of the event stores. */
  storeFormat: z.int().positive(),
  services: z.array(ServiceBackup).min(1),
});
export type StoresManifest = z.infer<typeof StoresManifest>;

export const KeysManifest = z.strictObject({
  ...common,
  kind: z.literal('telemachy-keys'),
  /** Ids of the master keys that wrap them; they themselves are in no backup. */
  masters: z.array(z.string().min(1)),
  /** Subjects whose keys were destroyed by then. */
  tombstones: count,
  files: Files,
});
export type KeysManifest = z.infer<typeof KeysManifest>;

/** A backup that is not put back: damaged, unfinished, or none of ours. Nothing was changed. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused';
}

/** Writes the manifest of a folder, when all else in it is on the disk: without it a backup is none. */
export const writeManifest = async (folder: string, manifest: StoresManifest | KeysManifest): Promise<void> => {
  const file = join(folder, manifestName);
  const handle = await open(`${file}.new`, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(manifest, undefined, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
};

const pathOf = (issues: readonly z.core.$ZodIssue[]): string => issues[0]?.path.join('.') || 'it';

/** @throws BackupRefused naming the file, what is wrong and what to do */
export const readManifest = async <Manifest extends StoresManifest | KeysManifest>(
  folder: string,
  schema: z.ZodType<Manifest>,
  what: string,
): Promise<Manifest> => {
  const file = join(folder, manifestName);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new BackupRefused(
      `${file} cannot be read: ${folder} holds no backup of ${what}, or one that was not finished. Name the folder of a backup that came to its end`,
      { cause },
    );
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BackupRefused(`${file} is no JSON: it was damaged. Use another copy of the backup`, { cause });
  }
  const { format, kind } = Object(json) as { readonly format?: unknown; readonly kind?: unknown };
  if (Number.isSafeInteger(format) && (format as number) > backupFormat)
    throw new BackupRefused(
      `${file} is of format ${String(format)}, and this release knows none above ${backupFormat}: restore with the release that took it`,
    );
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new BackupRefused(
    `${file} is no manifest of a backup of ${what}${typeof kind === 'string' ? ` but of ${kind}` : ''}: ${pathOf(parsed.error.issues)} does not fit. Name the folder that npm run ops -- backup made`,
  );
};

/** Looks at every byte of every file of a folder. @throws BackupRefused naming each file that does not do */
export const checkFiles = async (folder: string, files: z.infer<typeof Files>): Promise<void> => {
  const faults: string[] = [];
  for (const { file, ...written } of files) {
    const path = join(folder, file);
    const fault = await faultOf(path, written);
    if (fault !== undefined) faults.push(`${path} ${fault}`);
  }
  if (faults.length > 0)
    throw new BackupRefused(`${faults.join('; ')}. Use another copy of this backup, or an earlier one`);
};
