import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../bootstrap/artefacts.mjs';
import { keepRunning, type Kept, type Program } from '../keep-running.ts';
import { until } from '../until.ts';

const readyWithinMs = 120_000;
/** Compiled code of earlier starts, a quarter off the next one; Node keys it by its own version and each file's content. */
const compileCache = join(repositoryRoot, '.telemachy', 'cache', 'node');
/** A small young generation keeps a service at rest under 150 MB instead of 200. */
const nodeFlags = ['--max-semi-space-size=4'];

export interface NodeProgram {
  readonly name: string;
  /** Arguments of Node. */
  readonly script: readonly string[];
  /** Added to our own environment. */
  readonly env: Record<string, string>;
  readonly readyUrl: string;
  /** How long it may take to end by itself after SIGTERM. */
  readonly graceMs: number;
}

/** Runs Node programs that tell by HTTP when they are ready. */
export interface Runner {
  readonly kept: ReadonlyMap<string, Kept>;
  /**
   * Starts a program and waits until its ready address answers 200.
   *
   * @returns milliseconds until it was ready
   * @throws when it cannot start, or is not ready within two minutes
   */
  run(program: NodeProgram): Promise<number>;
  /** Stops the named programs side by side, then all others. */
  stop(first: readonly string[]): Promise<void>;
}

/** How such a program is started; its log is a file of its own name. */
export function nodeProgram({ name, script, env, graceMs }: Omit<NodeProgram, 'readyUrl'>, logDir: string): Program {
  return {
    name,
    command: process.execPath,
    args: [...nodeFlags, ...script],
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env, ...env },
    logFile: join(logDir, `${name}.ndjson`),
    graceMs,
  };
}

/** @param onPid called with the process id after each start, also the first */
export function programRunner(logDir: string, say: (line: string) => void, onPid: (pid: number) => void): Runner {
  mkdirSync(logDir, { recursive: true });
  const kept = new Map<string, Kept>();
  let stopped = false;
  return {
    kept,
    async run({ readyUrl, ...given }) {
      const { name } = given;
      const from = Date.now();
      const program = nodeProgram(given, logDir);
      const child = await keepRunning(() => program, say, onPid);
      kept.set(name, child);
      if (stopped) await child.stop();
      const ready = until(`${name} being ready`, () => answersOk(readyUrl), { withinMs: readyWithinMs, everyMs: 100 });
      await Promise.race([ready, child.failed]);
      child.settled();
      return Date.now() - from;
    },
    async stop(first) {
      stopped = true;
      await Promise.all(first.map((name) => kept.get(name)?.stop()));
      await Promise.all([...kept.values()].map((child) => child.stop()));
    },
  };
}

async function answersOk(url: string): Promise<true> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}: ${body.slice(0, 500)}`);
  return true;
}
