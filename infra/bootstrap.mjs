import { readCommandLine } from './bootstrap/command-line.mjs';
import { runCommand } from './bootstrap/command.mjs';
import { verbs } from './bootstrap/verbs.mjs';

// The door to every command: it needs nothing but the machine's own Node, brings what is missing, and hands over to
// `infra/<verb>.ts` on the Node this repository pins. What was mistyped is told before anything is brought.
const [given = '', ...args] = process.argv.slice(2);
if (!Object.hasOwn(verbs, given)) {
  process.stderr.write(`unknown command "${given}": use one of ${Object.keys(verbs).join(', ')}\n`);
  process.exitCode = 2;
} else {
  const verb = /** @type {import('./bootstrap/verbs.mjs').Verb} */ (given);
  const asked = readCommandLine(verb, args);
  if ('help' in asked) process.stdout.write(`${asked.help}\n`);
  else if ('fault' in asked) {
    process.stderr.write(`${asked.fault}\n`);
    process.exitCode = 2;
  } else await runCommand(verb, args, verbs[verb].needs);
}
