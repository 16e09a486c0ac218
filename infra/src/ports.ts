import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeLock } from '../bootstrap/process-lock.mjs';

const lowestPort = 20_000;
const highestPort = 32_000;
const reservations = join(tmpdir(), `telemachy-ports-${process.getuid?.() ?? 'all'}`);

/** Lock files of this process. */
const reserved = new Set<string>();

/** The port that a variable asks for cannot be had; the message names the variable, the port and what to do. */
export class PortTaken extends Error {}

export interface ChosenPort {
  readonly port: number;
  /** Says that the usual port was taken, when it was. */
  readonly note?: string;
}

/**
 * Hands out ports on loopback, never the same one twice, also not to two commands that start at the same moment: seconds pass between
 * choosing a port and listening on it, so it is reserved on this machine for as long as this process runs.
 */
export interface Ports {
  /**
   * The port of one listener: what `TELEMACHY_PORT_<NAME>` asks for, else the usual one, else the next free one above it.
   *
   * @param name such as `matching-admin`, whose variable is `TELEMACHY_PORT_MATCHING_ADMIN`
   * @param usual the usual port; 0 for any free one
   * @throws {PortTaken} when the variable holds no port or its port is taken
   */
  choose(name: string, usual: number): Promise<ChosenPort>;
}

/** @param env where the variables are looked up */
export function portsFrom(env: NodeJS.ProcessEnv): Ports {
  const given = new Map<number, string>();
  const isFree = async (port: number) => !given.has(port) && (await canListen(port)) && (await reserve(port));
  return {
    async choose(name, usual) {
      const give = (port: number, note?: string): ChosenPort => {
        given.set(port, name);
        return note === undefined ? { port } : { port, note };
      };
      const variable = `TELEMACHY_PORT_${name.toUpperCase().replaceAll('-', '_')}`;
      const wanted = env[variable];
      if (wanted !== undefined && wanted !== '') {
        const port = Number(wanted);
        if (!Number.isInteger(port) || port < 1 || port > 65_535)
          throw new PortTaken(`${variable}=${wanted} is not a port (1 to 65535)`);
        if (await isFree(port)) return give(port);
        const holder = given.get(port) ?? 'something else on this machine';
        throw new PortTaken(
          `${variable} asks for port ${port}, but ${holder} uses it already: ` +
            `end that, set ${variable} to another port, or unset it and a free port is chosen`,
        );
      }
      if (usual > 0 && (await isFree(usual))) return give(usual);
      const from = usual > 0 ? usual + 1 : 0;
      const port = (await firstFree(from, isFree)) ?? (await anyFree(isFree));
      return usual > 0
        ? give(port, `port ${usual} is taken by something else: ${name} uses ${port} instead`)
        : give(port);
    },
  };
}

async function firstFree(from: number, isFree: (port: number) => Promise<boolean>): Promise<number | undefined> {
  if (from === 0) return undefined;
  for (let port = from; port < from + 1_000; port += 1) if (await isFree(port)) return port;
  return undefined;
}

/**
 * Any free port below the range from which systems take the ports of outgoing connections (32768 and up on Linux, 49152 elsewhere): a
 * server that is started again must find its port free.
 */
async function anyFree(isFree: (port: number) => Promise<boolean>): Promise<number> {
  for (;;) {
    const port = randomInt(lowestPort, highestPort);
    if (await isFree(port)) return port;
  }
}

/** A port that nobody listens on just now; it is not reserved. */
export async function findFreePort(): Promise<number> {
  return anyFree(canListen);
}

async function reserve(port: number): Promise<boolean> {
  const lock = join(reservations, String(port));
  if (!('release' in (await takeLock(lock)))) return false;
  if (reserved.size === 0) process.once('exit', releaseAll);
  reserved.add(lock);
  return true;
}

/** Listens for a moment; false when the port is taken or not ours to have. */
async function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function releaseAll(): void {
  for (const lock of reserved) rmSync(lock, { force: true });
}
