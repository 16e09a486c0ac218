import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../bootstrap/artefacts.mjs';
import { capture } from '../bootstrap/capture.mjs';
import { fillOnce } from '../bootstrap/fill.mjs';
import { findInstaller, missingTools, missingToolsMessage } from '../bootstrap/tools.mjs';

const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));
/** The oldest Python that the pinned schemathesis runs on: major and minor. */
const oldestPython = [3, 11] as const;

/** The machine's Python cannot run it. */
export class PythonTooOld extends Error {
  override readonly name = 'PythonTooOld';
}

/** Where it is installed: other pins or another Python never meet old files. @param python such as `3.11` */
export const folderOf = (env: NodeJS.ProcessEnv, pins: string, python: string): string => {
  const [, version = '?'] = /^schemathesis==(\S+)/m.exec(pins) ?? [];
  const hash = createHash('sha256').update(pins).digest('hex').slice(0, 12);
  return join(cacheFolder(env), `schemathesis-${version}-python${python}-${hash}`);
};

/** Whether a Python is new enough. @param python such as `3.11` */
export const isNewEnough = (python: string): boolean => {
  const [major = 0, minor = 0] = python.split('.').map(Number);
  return major > oldestPython[0] || (major === oldestPython[0] && minor >= oldestPython[1]);
};

/**
 * Installs the pinned schemathesis with the machine's pip, where it is not there yet, each file checked against its hash.
 *
 * @returns the folder for `PYTHONPATH`
 * @throws PythonTooOld, or naming what is missing on this machine, or with pip's own words
 */
export const installSchemathesis = async (env: NodeJS.ProcessEnv): Promise<string> => {
  const missing = await missingTools(['python3', 'pip'], env);
  if (missing.includes('python3'))
    throw new Error(missingToolsMessage(missing, await findInstaller(), process.getuid?.() === 0));
  const { output: python } = await capture('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
  if (!isNewEnough(python))
    throw new PythonTooOld(
      `schemathesis needs Python ${oldestPython.join('.')} or newer; python3 of this machine is ${python}`,
    );
  const folder = folderOf(env, readFileSync(requirements, 'utf8'), python);
  if (existsSync(folder)) return folder;
  if (missing.length > 0)
    throw new Error(missingToolsMessage(missing, await findInstaller(), process.getuid?.() === 0));
  await fillOnce(folder, async (work) => {
    const checked = ['--require-hashes', '--only-binary=:all:', '--no-deps', '--requirement', requirements];
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-warn-script-location', '--root-user-action=ignore'];
    const { code, output } = await capture('python3', ['-m', 'pip', 'install', ...quiet, ...checked, '--target', work]);
    if (code !== 0) throw new Error(`pip could not install schemathesis:\n${output}`);
    return work;
  });
  return folder;
};
