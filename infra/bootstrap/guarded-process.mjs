import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Everything that runs now. @type {Set<GuardedProcess>} */
const alive = new Set();
/** Those of them that were asked to end. @type {Set<GuardedProcess>} */
const leaving = new Set();
let ending = false;

const guardScript = fileURLToPath(new URL('guard.sh', import.meta.url));

/**
 * @typedef {object} GuardedProcess
 * @property {string} name
 * @property {number} pid the process itself
 * @property {number} group its process group; the guard is the group's leader
 * @property {Promise<number>} exited the exit code, 128 + n after signal n; resolves when the whole group is gone
 * @property {import('node:stream').Readable | null} stdout
 * @property {import('node:stream').Readable | null} stderr
 * @property {() => Promise<number>} stop SIGTERM, then SIGKILL to its group after the grace; safe to call twice
 * @property {() => void} kill SIGKILL to its group, at once
 */

/**
 * Starts a process that cannot outlive this one: a shell beside it holds a pipe to us and ends it when the pipe closes, even if
 * we are killed. It runs in a session of its own, so a Ctrl-C in the terminal reaches it only through `stop`.
 *
 * @param {string} name for messages
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{
 *   cwd?: string | undefined,
 *   env?: NodeJS.ProcessEnv | undefined,
 *   stdout?: number | 'pipe' | 'inherit' | 'ignore' | undefined,
 *   stderr?: number | 'pipe' | 'inherit' | 'ignore' | undefined,
 *   graceMs?: number | undefined,
 * }} [options] stdout and stderr are file descriptors or stdio words (default `ignore`); `graceMs` defaults to 10 seconds
 * @returns {Promise<GuardedProcess>} once the process runs
 * @throws when no shell can be started
 */
export async function startGuarded(name, command, args, options = {}) {
  const graceMs = options.graceMs ?? 10_000;
  const guard = spawn('/bin/sh', [guardScript, String(Math.ceil(graceMs / 100)), command, ...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ['ignore', options.stdout ?? 'ignore', options.stderr ?? 'ignore', 'pipe', 'pipe'],
  });
  const leash = /** @type {import('node:net').Socket} */ (guard.stdio[3]);
  const reports = /** @type {import('node:net').Socket} */ (guard.stdio[4]);
  leash.on('error', () => {}); // the guard has gone first: `exited` tells
  leash.resume();
  const { started, ended } = readReports(reports);

  /** @type {Promise<number>} */
  const exited = new Promise((resolve, reject) => {
    guard.once('error', reject);
    guard.once('exit', async () => {
      leash.destroy();
      signalGroup(group, 'SIGKILL'); // a guard that was killed from outside has left its process behind
      resolve((await ended) ?? 137);
    });
  });
  const group = guard.pid ?? 0;
  const pid = (await Promise.race([started, exited.then(() => undefined)])) ?? group;

  /** @type {Promise<number> | undefined} */
  let stopping;
  const kill = () => signalGroup(group, 'SIGKILL');
  const stop = () => {
    stopping ??= (async () => {
      leaving.add(guarded);
      leash.end();
      const last = setTimeout(kill, graceMs + 2_000); // the guard itself hangs
      return exited.finally(() => clearTimeout(last));
    })();
    return stopping;
  };
  const guarded = { name, pid, group, exited, stdout: guard.stdout, stderr: guard.stderr, stop, kill };
  alive.add(guarded);
  const gone = () => {
    alive.delete(guarded);
    leaving.delete(guarded);
  };
  exited.finally(gone).catch(() => {}); // whoever waits for `exited` hears of it
  return guarded;
}

/** The names of those that were asked to end and still run. @returns {string[]} */
export function whoIsLeaving() {
  return [...leaving].map(({ name }) => name);
}

/** Whether everything is being stopped, so that nobody starts anything again. @returns {boolean} */
export function everythingEnds() {
  return ending;
}

/** Stops every guarded process that still runs, for good. */
export async function stopAllGuarded() {
  ending = true;
  await Promise.all([...alive].map((guarded) => guarded.stop()));
}

/** Kills every guarded process that still runs, for good. */
export function killAllGuarded() {
  ending = true;
  for (const guarded of alive) guarded.kill();
}

/** @param {number} group @param {NodeJS.Signals} signal */
function signalGroup(group, signal) {
  if (group <= 1) return;
  try {
    process.kill(-group, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * @param {import('node:net').Socket} reports
 * @returns {{ started: Promise<number | undefined>, ended: Promise<number | undefined> }}
 */
function readReports(reports) {
  /** @type {(pid: number | undefined) => void} */
  let onStarted = () => {};
  /** @type {(code: number | undefined) => void} */
  let onEnded = () => {};
  /** @type {Promise<number | undefined>} */
  const started = new Promise((resolve) => (onStarted = resolve));
  /** @type {Promise<number | undefined>} */
  const ended = new Promise((resolve) => (onEnded = resolve));
  let text = '';
  reports.setEncoding('utf8');
  reports.on('data', (chunk) => {
    text += chunk;
    const pid = /^pid (\d+)$/m.exec(text)?.[1];
    const code = /^exit (\d+)$/m.exec(text)?.[1];
    if (pid !== undefined) onStarted(Number(pid));
    if (code !== undefined) onEnded(Number(code));
  });
  reports.on('error', () => reports.destroy());
  reports.on('close', () => {
    onStarted(undefined);
    onEnded(undefined);
  });
  return { started, ended };
}
