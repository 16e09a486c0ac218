import { stopAllGuarded } from './bootstrap/guarded-process.mjs';
import { handOver, whenNpmIsGone } from './bootstrap/hand-over.mjs';
import { CannotPrepare, prepare } from './bootstrap/prepare.mjs';
import { say } from './bootstrap/progress.mjs';
import { chooseProvider } from './bootstrap/provider.mjs';

/**
 * The door to every command: it needs nothing but the machine's own Node, brings what is missing, and hands over to
 * `infra/<verb>.ts` on the Node this repository pins.
 */
const verbs = {
  start: 'infrastructure',
  test: 'infrastructure',
  check: 'packages',
  demo: 'packages',
  token: 'packages',
  ops: 'packages',
  'generate-people': 'packages',
  generate: 'packages',
};
const oldestNode = 20;

const [verb = '', ...args] = process.argv.slice(2);

/** What a signal does: while preparing, end what prepares; later, pass it on. @type {(signal: NodeJS.Signals) => void} */
let onSignal = () => void stopAllGuarded().then(() => process.exit(130));

/** @returns {Promise<number>} the exit code */
async function main() {
  const needs = Object.entries(verbs).find(([name]) => name === verb)?.[1];
  if (needs === undefined)
    throw new CannotPrepare(`unknown command "${verb}": use one of ${Object.keys(verbs).join(', ')}`);
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    throw new CannotPrepare(
      `Node ${process.versions.node} is too old: this needs Node ${oldestNode} or newer to begin with`,
    );
  }
  const env = needs === 'infrastructure' ? await prepareInfrastructure() : await preparePackages();
  const { exited, passOn } = handOver(verb, args, env);
  onSignal = passOn;
  return exited;
}

async function preparePackages() {
  await prepare(false);
  return process.env;
}

async function prepareInfrastructure() {
  const choice = await chooseProvider(process.env);
  if ('fault' in choice) throw new CannotPrepare(choice.fault);
  await prepare(choice.provider === 'embedded');
  return { ...process.env, TELEMACHY_INFRASTRUCTURE: choice.provider };
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, (name) => onSignal(name));
whenNpmIsGone(() => onSignal('SIGTERM'));

try {
  process.exitCode = await main();
} catch (error) {
  await stopAllGuarded();
  const fault = /** @type {Error} */ (error);
  say(fault instanceof CannotPrepare ? fault.message : (fault.stack ?? String(fault)));
  process.exitCode = 1;
}
