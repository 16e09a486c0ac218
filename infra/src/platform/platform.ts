import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Holder, startOf } from '../../bootstrap/process-lock.mjs';
import type { Infrastructure } from '../infrastructure.ts';
import type { Ports } from '../ports.ts';
import { faultOf } from '../fault.ts';
import { graceMs } from '../grace.ts';
import { secretIn } from './secret-in.ts';
import {
  platformFileOf,
  type PlatformFile,
  type ServiceName,
  serviceNames,
  writePlatformFile,
} from './platform-file.ts';
import { audience, issuerProgram, mailProgram, type PlatformPorts, type PortName } from './programs.ts';
import { type ServicePrograms, usualPorts } from './programs.ts';
import { programRunner, type Runner } from './runner.ts';
import { serviceEnvironment } from './service-environment.ts';

export interface PlatformOptions {
  /** Holds the issuer's key, mails, the identity secret, logs and the platform file. */
  readonly dataDir: string;
  readonly ports: PlatformPorts;
  /** What runs each service; the built ones outside tests. */
  readonly services: ServicePrograms;
  readonly infrastructure: Infrastructure;
  readonly say: (line: string) => void;
  /** Called with the process id after each start of a program. */
  readonly onPid?: (pid: number) => void;
}

export interface Platform {
  readonly file: PlatformFile;
  /** Writes the platform file again, with the process ids of now. */
  refresh(): Promise<void>;
  /** Services first (they drain), then issuer and mail server. */
  stop(): Promise<void>;
}

/** Chooses a port for every listener of the platform. @param purpose `test` takes any free ones */
export async function choosePorts(
  ports: Ports,
  purpose: 'run' | 'test',
  say: (line: string) => void,
): Promise<PlatformPorts> {
  const chosen: Partial<Record<PortName, number>> = {};
  for (const [name, usual] of Object.entries(usualPorts)) {
    const { port, note } = await ports.choose(name, purpose === 'run' ? usual : 0);
    if (note !== undefined) say(note);
    chosen[name as PortName] = port;
  }
  return chosen as PlatformPorts;
}

/**
 * Starts the development issuer, the mail server and the four services as separate processes and waits until each is ready.
 * Who dies is started again.
 *
 * @throws when a program cannot start or is not ready in time; everything started here is stopped by then
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { dataDir, say } = options;
  const origin = {
    startedAt: new Date().toISOString(),
    supervisor: { pid: process.pid, started: await startOf(process.pid) },
  };
  const runner = programRunner(join(dataDir, 'logs'), say, (pid) => {
    options.onPid?.(pid);
    void refresh();
  });
  const write = () => writePlatformFile(dataDir, describe(options, origin, runner));
  let announced = false;
  let written = Promise.resolve();
  // One after the other: several programs may be started again at the same moment.
  const refresh = () => {
    written = written
      .then(() => (announced ? write() : undefined))
      .catch((error: unknown) => say(`the new process ids cannot be written: ${faultOf(error)}`));
    return written;
  };
  const stop = async () => {
    announced = false;
    await written;
    await rm(platformFileOf(dataDir), { force: true });
    await runner.stop(serviceNames);
  };
  try {
    await Promise.all([startDevelopmentServers(options, runner), startServices(options, runner)]);
    await write();
    announced = true;
    await refresh(); // somebody may have been started again meanwhile
  } catch (error) {
    await stop();
    throw error;
  }
  return { file: describe(options, origin, runner), refresh, stop };
}

async function startDevelopmentServers({ dataDir, ports }: PlatformOptions, runner: Runner): Promise<void> {
  const data = (name: string) => join(dataDir, name);
  const issuer = {
    TELEMACHY_PORT: String(ports.issuer),
    TELEMACHY_ISSUER_DATA: data('issuer'),
    TELEMACHY_AUDIENCE: audience,
    TELEMACHY_LOGOUT_URI: `http://127.0.0.1:${ports.matching}/v1/back-channel-logout`,
  };
  const mail = {
    TELEMACHY_PORT: String(ports.mail),
    TELEMACHY_SMTP_PORT: String(ports.smtp),
    TELEMACHY_MAIL_DATA: data('mail'),
  };
  await Promise.all([
    runner.run({
      name: 'issuer',
      script: [issuerProgram],
      env: issuer,
      readyUrl: `${urlOf(ports.issuer)}/jwks`,
      graceMs: 2_000,
    }),
    runner.run({
      name: 'mail',
      script: [mailProgram],
      env: mail,
      readyUrl: `${urlOf(ports.mail)}/email`,
      graceMs: 2_000,
    }),
  ]);
}

async function startServices({ dataDir, ports, services, infrastructure, say }: PlatformOptions, runner: Runner) {
  const [masterKeyFile, auditKeyFile] = [masterKeyFileOf(dataDir), auditKeyFileOf(dataDir)];
  await Promise.all([secretIn(masterKeyFile), secretIn(auditKeyFile)]);
  const secrets = { identity: await secretIn(secretFileOf(dataDir)), masterKeyFile, auditKeyFile };
  const start = async (name: ServiceName) => {
    const env = serviceEnvironment(name, infrastructure, ports, secrets);
    const readyUrl = `${urlOf(ports[name])}/health/ready`;
    const ms = await runner.run({
      name,
      script: services[name],
      env,
      readyUrl,
      graceMs: graceMs('service', process.env),
    });
    say(`${name} is ready after ${(ms / 1000).toFixed(1)} s`);
  };
  await Promise.all(serviceNames.map(start));
}

function describe(
  { dataDir, ports, infrastructure }: PlatformOptions,
  origin: { readonly startedAt: string; readonly supervisor: Holder },
  runner: Runner,
): PlatformFile {
  const { provider, mongoUri, kafkaBrokers, processes } = infrastructure;
  const pids = [...processes, ...runner.kept.values()].flatMap(({ name, pid }) => {
    const now = pid();
    return now === undefined ? [] : [[name, now] as const];
  });
  return {
    ...origin,
    provider,
    addresses: { ...byService((name) => ports[name]), issuer: urlOf(ports.issuer), mail: urlOf(ports.mail) },
    adminAddresses: byService((name) => ports[`${name}-admin`]),
    smtpUrl: `smtp://127.0.0.1:${ports.smtp}`,
    mongoUri,
    kafkaBrokers,
    audience,
    identitySecretFile: secretFileOf(dataDir),
    masterKeyFile: masterKeyFileOf(dataDir),
    auditKeyFile: auditKeyFileOf(dataDir),
    logDir: join(dataDir, 'logs'),
    pids: Object.fromEntries(pids),
  };
}

function secretFileOf(dataDir: string): string {
  return join(dataDir, 'identity-secret');
}

function masterKeyFileOf(dataDir: string): string {
  return join(dataDir, 'master-key');
}

function auditKeyFileOf(dataDir: string): string {
  return join(dataDir, 'audit-key');
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function byService(portOf: (name: ServiceName) => number): Record<ServiceName, string> {
  return Object.fromEntries(serviceNames.map((name) => [name, urlOf(portOf(name))])) as Record<ServiceName, string>;
}
