import { startGuarded } from './guarded-process.mjs';

/**
 * Runs a command to its end and keeps what it prints.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options] `timeoutMs` ends it early (exit code 143 or 137)
 * @returns {Promise<{ code: number, output: string }>} code 127 when there is no such command; stdout and stderr as one text
 */
export async function capture(command, args, options = {}) {
  const child = await startGuarded(command, command, args, {
    ...options,
    stdout: 'pipe',
    stderr: 'pipe',
    graceMs: 3_000,
  });
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => void child.stop(), options.timeoutMs);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (text) => (output += text));
  }
  try {
    const code = await child.exited;
    return { code, output: output.trim() };
  } finally {
    clearTimeout(timer);
  }
}
