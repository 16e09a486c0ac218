import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { signingKeyFrom, SigningKeyRefused } from '@telemachy/audit';
import { ConfigRefused, type ShellConfig } from '../config.ts';

type Settings = Pick<ShellConfig, 'TELEMACHY_AUDIT_KEY' | 'TELEMACHY_AUDIT_KEY_FILE'>;

const fromFile = async (file: string): Promise<KeyObject> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ConfigRefused([`TELEMACHY_AUDIT_KEY_FILE: the file cannot be read`], { cause });
  });
  return signingKeyFrom(text, 'the file that TELEMACHY_AUDIT_KEY_FILE names');
};

/** The key that signs heads of the audit, from the environment or a file; nothing where neither is named. @throws ConfigRefused, never with its text */
export const auditKeyOf = async (settings: Settings): Promise<KeyObject | undefined> => {
  const { TELEMACHY_AUDIT_KEY: key, TELEMACHY_AUDIT_KEY_FILE: file } = settings;
  try {
    if (key !== undefined) return signingKeyFrom(key, 'TELEMACHY_AUDIT_KEY');
    return file === undefined ? undefined : await fromFile(file);
  } catch (error) {
    throw error instanceof SigningKeyRefused ? new ConfigRefused([error.message]) : error;
  }
};
