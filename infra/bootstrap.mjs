import { runCommand } from './bootstrap/command.mjs';

/**
 * The door to every command: it needs nothing but the machine's own Node, brings what is missing, and hands over to
 * `infra/<verb>.ts` on the Node this repository pins.
 *
 * @type {Record<string, 'packages' | 'infrastructure'>}
 */
const verbs = {
  start: 'infrastructure',
  test: 'infrastructure',
  check: 'packages',
  demo: 'packages',
  token: 'packages',
  ops: 'packages',
  bench: 'infrastructure',
  'generate-people': 'packages',
  generate: 'packages',
};

const [verb = '', ...args] = process.argv.slice(2);
const needs = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
if (needs === undefined) {
  process.stderr.write(`unknown command "${verb}": use one of ${Object.keys(verbs).join(', ')}\n`);
  process.exitCode = 1;
} else {
  await runCommand(verb, args, needs);
}
