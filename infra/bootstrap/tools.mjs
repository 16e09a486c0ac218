import { capture } from './capture.mjs';

/** @typedef {'npm' | 'maven' | 'python3' | 'pip'} Tool */

/** @type {Record<Tool, { command: string, args: readonly string[], why: string }>} */
const tools = {
  npm: { command: 'npm', args: ['--version'], why: 'installs the packages of this repository' },
  maven: { command: 'mvn', args: ['--version'], why: 'fetches Kafka' },
  python3: { command: 'python3', args: ['--version'], why: 'fetches MongoDB and the fuzzer' },
  pip: { command: 'python3', args: ['-m', 'pip', '--version'], why: 'fetches MongoDB and the fuzzer' },
};

/** @type {Record<'apt-get' | 'brew' | 'dnf', { install: string, packages: Record<Tool, string> }>} */
const installers = {
  'apt-get': {
    install: 'apt-get update && apt-get install -y',
    packages: { npm: 'npm', maven: 'maven', python3: 'python3', pip: 'python3-pip' },
  },
  dnf: {
    install: 'dnf install -y',
    packages: { npm: 'nodejs-npm', maven: 'maven', python3: 'python3', pip: 'python3-pip' },
  },
  brew: { install: 'brew install', packages: { npm: 'node', maven: 'maven', python3: 'python', pip: 'python' } },
};

/**
 * @param {readonly Tool[]} needed
 * @param {NodeJS.ProcessEnv} env where Maven shall find its Java
 * @returns {Promise<Tool[]>} those that this machine lacks
 */
export async function missingTools(needed, env) {
  const answers = await Promise.all(
    needed.map(async (tool) => {
      // Maven's own answer would need a Java, which may still have to be fetched.
      const probe =
        tool === 'maven'
          ? await capture('sh', ['-c', 'command -v mvn'], { env })
          : await capture(tools[tool].command, tools[tool].args, { env });
      return { tool, found: probe.code === 0 };
    }),
  );
  return answers.filter(({ found }) => !found).map(({ tool }) => tool);
}

/**
 * What a person has to do when tools are missing: each tool and what it is for, then the one command that brings all of them.
 *
 * @param {readonly Tool[]} missing
 * @param {'apt-get' | 'brew' | 'dnf' | undefined} installer the machine's own; undefined when none is known
 * @param {boolean} isRoot
 * @returns {string}
 */
export function missingToolsMessage(missing, installer, isRoot) {
  const list = missing.map((tool) => `  ${tool} (${tools[tool].why})`).join('\n');
  const head = `missing on this machine:\n${list}\n`;
  if (installer === undefined)
    return `${head}Install ${missing.join(', ')} with the package manager of this machine, then run the command again.`;
  const { install, packages } = installers[installer];
  const names = [...new Set(missing.map((tool) => packages[tool]))].join(' ');
  const command = `${install} ${names}`;
  const allowed = isRoot || installer === 'brew' ? command : command.replaceAll(installer, `sudo ${installer}`);
  return `${head}One command brings ${missing.length === 1 ? 'it' : 'them'}:\n  ${allowed}`;
}

/** @returns {Promise<'apt-get' | 'brew' | 'dnf' | undefined>} the package manager of this machine */
export async function findInstaller() {
  /** @type {('apt-get' | 'brew' | 'dnf')[]} */
  const candidates = process.platform === 'darwin' ? ['brew'] : ['apt-get', 'dnf', 'brew'];
  for (const name of candidates) {
    if ((await capture('sh', ['-c', `command -v ${name}`])).code === 0) return name;
  }
  return undefined;
}
