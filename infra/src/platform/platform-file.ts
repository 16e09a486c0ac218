import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../../bootstrap/artefacts.mjs';
import { type Holder, holderOf, stillRuns } from '../../bootstrap/process-lock.mjs';
import type { Provider } from '../../bootstrap/provider.mjs';

/** The services, in the order in which a person reads them. */
export const serviceNames = ['matching', 'scheduling', 'goals', 'notification'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What runs where, written by whoever started it for those who use it (`demo`, `token`, `ops`, journeys). */
export interface PlatformFile {
  readonly startedAt: string;
  /** The process that runs it all; the platform runs for as long as this does. */
  readonly supervisor: Holder;
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
  readonly masterKeyFile: string;
  /** Holds the key that signs the audit. */
  readonly auditKeyFile: string;
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

/** Held by whoever runs a platform on a data folder, from before anything starts. */
export function lockOf(dataDir: string): string {
  return join(dataDir, 'lock');
}

/**
 * What the running platform wrote down: the file that `TELEMACHY_PLATFORM` names, else the one of `npm start`.
 *
 * @throws when none runs (it was never started, is still starting, or was killed and could not remove its file), saying what to do
 */
export async function readPlatformFile(env: NodeJS.ProcessEnv): Promise<PlatformFile> {
  const named = env['TELEMACHY_PLATFORM'];
  const file = named || platformFileOf(runFolder(env));
  const platform = await readOrUndefined(file);
  if (platform !== undefined && (await stillRuns(platform.supervisor))) return platform;
  if (!named && (await holderOf(lockOf(runFolder(env)))) !== undefined)
    throw new Error('the platform is still starting: wait until npm start says "platform ready"');
  if (platform === undefined)
    throw new Error(`no platform runs here (there is no ${file}): start it in another terminal with npm start`);
  throw new Error(
    `the platform does not run any more: process ${platform.supervisor.pid}, which had started it, was ended without ` +
      `a chance to tidy up. Start it again with npm start; its data is kept (${file})`,
  );
}

async function readOrUndefined(file: string): Promise<PlatformFile | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as PlatformFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
