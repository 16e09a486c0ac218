import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Provider } from '../../bootstrap/provider.mjs';
import { repositoryRoot } from '../../bootstrap/artefacts.mjs';

/** The services, in the order in which a person reads them. */
export const serviceNames = ['matching', 'scheduling', 'goals', 'notification'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What runs where, written by whoever started it for those who use it (`demo`, `token`, `ops`, journeys). */
export interface PlatformFile {
  readonly startedAt: string;
  readonly provider: Provider;
  /** Base URLs without a slash at the end. */
  readonly addresses: Readonly<Record<ServiceName | 'issuer' | 'mail', string>>;
  /** Base URLs of `/metrics`. */
  readonly adminAddresses: Readonly<Record<ServiceName, string>>;
  readonly smtpUrl: string;
  readonly mongoUri: string;
  readonly kafkaBrokers: readonly string[];
  readonly audience: string;
  /** Holds the secret from which natural keys become ids; its value is never written here. */
  readonly identitySecretFile: string;
  readonly logDir: string;
  /** Process ids by name; a program that was started again has a new one. */
  readonly pids: Readonly<Record<string, number>>;
}

/** Where `npm start` keeps its data, logs and platform file. */
export function runFolder(env: NodeJS.ProcessEnv): string {
  return env['TELEMACHY_DATA'] || join(repositoryRoot, '.telemachy', 'run');
}

export function platformFileOf(dataDir: string): string {
  return join(dataDir, 'platform.json');
}

/** Readers see the old file or the new one, never half of it. */
export async function writePlatformFile(dataDir: string, platform: PlatformFile): Promise<void> {
  const file = platformFileOf(dataDir);
  await writeFile(`${file}.part`, `${JSON.stringify(platform, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.part`, file);
}

/**
 * What the running platform wrote down: the file that `TELEMACHY_PLATFORM` names, else the one of `npm start`.
 *
 * @returns undefined when no platform runs
 */
export async function readPlatformFile(env: NodeJS.ProcessEnv): Promise<PlatformFile | undefined> {
  const file = env['TELEMACHY_PLATFORM'] || platformFileOf(runFolder(env));
  try {
    return JSON.parse(await readFile(file, 'utf8')) as PlatformFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
