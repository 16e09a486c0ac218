import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { everythingEnds, startGuarded } from '../bootstrap/guarded-process.mjs';
import { lastLines, logSize, openLog } from './log-file.ts';

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly logFile: string;
  /** How long it may take to end by itself after SIGTERM. */
  readonly graceMs: number;
}

export interface Kept {
  readonly name: string;
  /** The process that runs now; undefined between two of them. */
  pid(): number | undefined;
  /** Rejects when the program cannot get going: it ended several times before `settled` was called. */
  readonly failed: Promise<never>;
  /** Says that the program works; from now on it is started again for ever. */
  settled(): void;
  /** SIGTERM, then SIGKILL after the grace. @returns its last exit code; undefined when it did not run */
  stop(): Promise<number | undefined>;
}

const triesBeforeSettled = 3;
const firstPauseMs = 500;
const longestPauseMs = 15_000;
/** Who ran this long was well: the next pause is short again. */
const wellAfterMs = 30_000;

/**
 * Runs a program and starts it again whenever it ends without having been asked to, with growing pauses.
 *
 * @param program made anew for each start
 * @param say gets a line for people each time it ends and starts again
 * @param onPid called after each start, also the first
 */
export async function keepRunning(
  program: () => Program,
  say: (line: string) => void,
  onPid: (pid: number) => void = () => {},
): Promise<Kept> {
  const { name } = program();
  const stopped = new AbortController();
  const isOver = () => stopped.signal.aborted || everythingEnds();
  let settled = false;
  let logFrom = logSize(program().logFile);
  let current = await launch(program());
  let runs = true;
  onPid(current.pid);
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => {}); // whoever waits for readiness listens

  const watch = async () => {
    let pauseMs = firstPauseMs;
    for (let ends = 1; ; ends += 1) {
      const since = Date.now();
      const code = await current.exited;
      runs = false;
      if (isOver()) return;
      if (Date.now() - since > wellAfterMs) pauseMs = firstPauseMs;
      const log = lastLines(program().logFile, 8, logFrom).map((line) => `    ${line}`);
      if (!settled && ends >= triesBeforeSettled) {
        fail(new Error(`${name} cannot start: ${reason(code)}\n${log.join('\n')}\n  its log: ${program().logFile}`));
        return;
      }
      say([`${name} ${reason(code)}; starting it again in ${pauseMs / 1000} s`, ...(code < 128 ? log : [])].join('\n'));
      await pause(pauseMs, undefined, { signal: stopped.signal }).catch(() => {});
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      if (isOver()) return;
      logFrom = logSize(program().logFile);
      current = await launch(program());
      runs = true;
      if (isOver()) {
        await current.stop();
        runs = false;
        return;
      }
      say(`${name} runs again (pid ${current.pid})`);
      onPid(current.pid);
    }
  };
  const watching = watch().catch(fail);

  return {
    name,
    failed,
    pid: () => (runs ? current.pid : undefined),
    settled: () => void (settled = true),
    async stop() {
      stopped.abort();
      const code = runs ? await current.stop() : undefined;
      await watching;
      return code;
    },
  };
}

async function launch({ name, command, args, env, cwd, logFile, graceMs }: Program) {
  const log = openLog(logFile);
  try {
    return await startGuarded(name, command, args, { env, cwd, graceMs, stdout: log, stderr: log });
  } finally {
    closeSync(log);
  }
}

function reason(code: number): string {
  if (code < 128) return `ended with exit code ${code}`;
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return `was ended by ${signal ?? `signal ${code - 128}`}`;
}
