import { closeSync } from 'node:fs';
import { startGuarded } from '../../bootstrap/guarded-process.mjs';
import type { Program } from '../keep-running.ts';
import { openLog } from '../log-file.ts';

type Guarded = Awaited<ReturnType<typeof startGuarded>>;

/** A program whose life a test holds in its hands: nobody starts it again but the test. */
export interface Controlled {
  readonly name: string;
  readonly logFile: string;
  /** Of the process that runs now; undefined between two of them. */
  pid(): number | undefined;
  /** Starts it where it does not run; resolves when the process is there, not when it is ready. */
  start(): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, then SIGKILL after its grace. @returns its exit code; 0 when it did not run */
  stop(): Promise<number>;
  /** SIGSTOP: it holds its connections, its leases and its memory, and does nothing. */
  freeze(): void;
  thaw(): void;
  /** Resolves with the exit code when the process that runs now has ended, however that came about. */
  ended(): Promise<number>;
  /** Ends that nobody here asked for, as a crash point makes them. */
  readonly unasked: readonly number[];
}

/** @param program made anew for each start */
export function controlled(program: () => Program): Controlled {
  const { name, logFile } = program();
  const unasked: number[] = [];
  let current: Guarded | undefined;
  let asked = false;

  const ending = async (started: Guarded): Promise<void> => {
    const code = await started.exited;
    if (!asked) unasked.push(code);
    if (current === started) current = undefined;
  };
  const signal = (which: NodeJS.Signals): void => {
    if (current === undefined) throw new Error(`${name} does not run, so it cannot get ${which}`);
    process.kill(current.pid, which);
  };
  return {
    name,
    logFile,
    unasked,
    pid: () => current?.pid,
    async start() {
      if (current !== undefined) return;
      const { command, args, env, cwd, graceMs } = program();
      const log = openLog(logFile);
      asked = false;
      try {
        const started = await startGuarded(name, command, args, { env, cwd, graceMs, stdout: log, stderr: log });
        current = started;
        void ending(started);
      } finally {
        closeSync(log);
      }
    },
    async kill() {
      asked = true;
      const { exited } = current ?? {};
      if (exited === undefined) return;
      signal('SIGKILL');
      await exited;
    },
    async stop() {
      asked = true;
      return (await current?.stop()) ?? 0;
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    ended: async () => (await current?.exited) ?? 0,
  };
}
