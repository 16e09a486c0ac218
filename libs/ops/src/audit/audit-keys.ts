import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { verifyingKeyFrom } from '@telemachy/audit';

/** What of the environment says by which key heads are signed; either part of it does. */
export type AuditKeySettings = {
  readonly TELEMACHY_AUDIT_KEY?: string | undefined;
  readonly TELEMACHY_AUDIT_KEY_FILE?: string | undefined;
};

const fromFile = async (file: string): Promise<KeyObject> =>
  verifyingKeyFrom(
    await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new Error(`the file of the audit's key, ${file}, cannot be read`, { cause });
    }),
    file,
  );

/**
 * The keys by which heads are read: those of the files, else the one that the environment names.
 * @throws Error where there is none, or one that cannot be read: without a key nobody can tell whether the end of a chain was cut off
 */
export const auditKeys = async (
  files: readonly string[],
  settings: AuditKeySettings,
): Promise<readonly KeyObject[]> => {
  if (files.length > 0) return Promise.all(files.map(fromFile));
  const { TELEMACHY_AUDIT_KEY: key, TELEMACHY_AUDIT_KEY_FILE: file } = settings;
  if (key) return [verifyingKeyFrom(key, 'TELEMACHY_AUDIT_KEY')];
  if (file) return [await fromFile(file)];
  throw new Error(
    'without the key that signs heads (--key FILE, TELEMACHY_AUDIT_KEY_FILE or TELEMACHY_AUDIT_KEY; its public part will do) nobody can tell whether the end was cut off',
  );
};
