import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from './artefacts.mjs';
import { begun, say } from './progress.mjs';

/** How long a command may take to end after it was asked to, before it is killed. */
const patienceMs = 60_000;
/** How often the death of npm is looked for. */
const watchMs = 500;

/**
 * Runs `infra/<script>.ts` on the project's own Node as if it were this process: same terminal, same exit code.
 * It notices by its fd 3 when this process is gone, however that came about.
 *
 * @param {string} script
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ exited: Promise<number>, passOn: (signal: NodeJS.Signals) => void }} the exit code, 128 + n after a signal; `passOn`
 * hands a signal on and kills a command that does not end in time
 */
export function handOver(script, args, env) {
  const node = join(repositoryRoot, 'node_modules', '.bin', 'node');
  const file = join(repositoryRoot, 'infra', `${script}.ts`);
  const child = spawn(node, ['--conditions=@telemachy/source', file, ...args], {
    env: {
      ...env,
      PATH: `${join(repositoryRoot, 'node_modules', '.bin')}:${env['PATH'] ?? ''}`,
      TELEMACHY_LEASH_FD: '3',
      TELEMACHY_BEGUN: String(begun),
    },
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  });
  /** @type {NodeJS.Timeout | undefined} */
  let last;
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    child.kill(signal);
    last ??= setTimeout(() => child.kill('SIGKILL'), patienceMs);
  };
  /** @type {Promise<number>} */
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(last);
      // Whoever looks at the terminal would otherwise see nothing but the prompt: most often memory has run out.
      if (signal !== null && last === undefined)
        say(`it was ended by ${signal} from outside; what it had started ends by itself`);
      resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']);
    });
  });
  return { exited, passOn };
}

/**
 * npm cannot tell us when it is killed; a process whose parent has changed has lost it.
 *
 * @param {() => void} onGone
 */
export function whenNpmIsGone(onGone) {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(watch);
    onGone();
  }, watchMs);
  watch.unref();
}
