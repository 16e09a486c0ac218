import { join } from 'node:path';
import { repositoryRoot } from '../../bootstrap/artefacts.mjs';
import { oneAtATime } from '../../bootstrap/process-lock.mjs';
import { capture } from '../../bootstrap/capture.mjs';
import { serviceNames } from './platform-file.ts';

/** Held while compiling, so that two commands of this repository do not write the same files at once. */
export const buildLock = join(repositoryRoot, '.telemachy', 'build.lock');

/**
 * Compiles the services and the libs they need; does next to nothing when nothing has changed. Types are not checked, which `npm run
 * check` does: that halves the first start.
 *
 * @throws with the compiler's words */
export async function buildServices(): Promise<void> {
  const projects = serviceNames.map((name) => join(repositoryRoot, 'services', name));
  const tsc = join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const compile = () => capture(process.execPath, [tsc, '-b', '--noCheck', ...projects], { cwd: repositoryRoot });
  const { code, output } = await oneAtATime(buildLock, compile);
  if (code !== 0) throw new Error(`the services do not compile:\n${output}`);
}
