import { readCommandLine, typed, type Values } from '../bootstrap/command-line.mjs';
import type { Verb } from '../bootstrap/verbs.mjs';
import { faultOf } from './fault.ts';

/** What was typed cannot be done as it stands. The message is one line: which option or file, what is wrong, what would be right. */
export class Misuse extends Error {}

const bugs: readonly unknown[] = [TypeError, RangeError, ReferenceError, SyntaxError];

/**
 * Runs a command. What goes wrong is told in words, a bug with its stack.
 *
 * Exit codes: 0 it holds or is done, 1 it does not or is not, 2 something was mistyped.
 *
 * @param work gets the options, and what is passed on to others
 */
export async function command<V extends Verb>(
  verb: V,
  work: (values: Values<V>, rest: readonly string[]) => Promise<void>,
): Promise<void> {
  const asked = readCommandLine(verb, process.argv.slice(2));
  if ('help' in asked) {
    console.log(asked.help);
    return;
  }
  try {
    if ('fault' in asked) throw new Misuse(asked.fault);
    await work(asked.values, asked.rest);
  } catch (error) {
    const isBug = error instanceof Error && bugs.includes(error.constructor);
    console.error(isBug ? error.stack : faultOf(error));
    process.exitCode = error instanceof Misuse ? 2 : 1;
  }
}

/** Adds where help is to a fault that only the command itself can find. */
export const misused = (verb: Verb, fault: string): Misuse => new Misuse(`${fault} (help: ${typed(verb)} --help)`);
