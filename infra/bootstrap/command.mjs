import { stopAllGuarded } from './guarded-process.mjs';
import { handOver, whenNpmIsGone } from './hand-over.mjs';
import { CannotPrepare, prepare } from './prepare.mjs';
import { say } from './progress.mjs';
import { chooseProvider } from './provider.mjs';

/** The oldest Node that can begin; what follows runs on the one this repository pins. */
const oldestNode = 20;

/**
 * Brings what a command needs, then runs it on the project's Node in place of this process: signals are passed on, its exit code is
 * ours, and when npm or this process is killed it ends too.
 *
 * @param {string} script file name in `infra/` without `.ts`
 * @param {readonly string[]} args
 * @param {'packages' | 'infrastructure'} needs whether it starts Kafka and MongoDB
 */
export async function runCommand(script, args, needs) {
  /** While preparing, a signal ends what prepares. @type {(signal: NodeJS.Signals) => void} */
  let onSignal = () => void stopAllGuarded().then(() => process.exit(130));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, (name) => onSignal(name));
  whenNpmIsGone(() => onSignal('SIGTERM'));
  try {
    const env = await (needs === 'infrastructure' ? prepareInfrastructure() : preparePackages());
    const { exited, passOn } = handOver(script, args, env);
    onSignal = passOn;
    process.exitCode = await exited;
  } catch (error) {
    await stopAllGuarded();
    const fault = /** @type {Error} */ (error);
    const isOurs = fault instanceof CannotPrepare || fault.constructor === Error; // others are bugs
    say(isOurs ? fault.message : (fault.stack ?? String(fault)));
    process.exitCode = 1;
  }
}

async function preparePackages() {
  refuseWhatCannotBegin();
  await prepare(false);
  return process.env;
}

async function prepareInfrastructure() {
  refuseWhatCannotBegin();
  const choice = await chooseProvider(process.env);
  if ('fault' in choice) throw new CannotPrepare(choice.fault);
  await prepare(choice.provider === 'embedded');
  return { ...process.env, TELEMACHY_INFRASTRUCTURE: choice.provider };
}

function refuseWhatCannotBegin() {
  if (process.platform === 'win32') {
    throw new CannotPrepare(
      'Windows itself cannot run this: use Linux inside it (wsl --install, then clone and start there)',
    );
  }
  if (Number(process.versions.node.split('.')[0]) >= oldestNode) return;
  throw new CannotPrepare(
    `Node ${process.versions.node} is too old: this needs Node ${oldestNode} or newer to begin with`,
  );
}
