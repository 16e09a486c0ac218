import { capture } from '../bootstrap/capture.mjs';

/** One thing that must hold before a commit: a program of `node_modules/.bin` with its arguments. */
export type Check = { readonly name: string; readonly program: string; readonly args: readonly string[] };
export type CheckResult = {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
};

/** Format, lint, boundaries (through Nx, which would pass in silence without its graph), types, and what the packages bring. */
export const staticChecks: readonly Check[] = [
  { name: 'format', program: 'oxfmt', args: ['--check', '.'] },
  { name: 'lint', program: 'oxlint', args: ['.'] },
  { name: 'types', program: 'tsc', args: ['-b'] },
  { name: 'generated', program: 'node', args: ['--conditions=@telemachy/source', 'infra/generate.ts', '--check'] },
  { name: 'secrets', program: 'node', args: ['infra/secrets.ts'] },
  { name: 'lockfile', program: 'node', args: ['infra/lockfile.ts'] },
  { name: 'licences', program: 'node', args: ['--conditions=@telemachy/source', 'infra/sbom.ts', '--check'] },
  { name: 'boundaries', program: 'nx', args: ['run-many', '-t', 'lint', '--parallel=2', '--outputStyle=static'] },
];

/** Unit specs of every project, answered from Nx's cache where nothing changed. */
export const unitCheck: Check = {
  name: 'unit',
  program: 'nx',
  args: ['run-many', '-t', 'unit', '--parallel=2', '--outputStyle=static'],
};

/** Runs one check from the repository's root and keeps what it printed. */
export const runCheck = async (check: Check, root: string): Promise<CheckResult> => {
  const began = performance.now();
  const { code, output } = await capture(`${root}/node_modules/.bin/${check.program}`, check.args, {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
  });
  const seconds = (performance.now() - began) / 1000;
  return { name: check.name, passed: code === 0, seconds, output };
};
