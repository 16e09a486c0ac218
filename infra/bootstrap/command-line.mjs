import { parseArgs } from 'node:util';
import { verbs } from './verbs.mjs';

/** @typedef {import('./verbs.mjs').Verb} Verb */
/** @typedef {{ type: 'string' | 'boolean', whole?: readonly [number, number] }} Option */
/**
 * @template {Verb} V
 * @typedef {ReturnType<typeof parseArgs<{ options: (typeof verbs)[V]['options'] }>>['values']} Values
 */

/**
 * Reads what was typed after a command.
 *
 * @template {Verb} V
 * @param {V} verb
 * @param {readonly string[]} args
 * @returns {{ values: Values<V>, rest: readonly string[] } | { help: string } | { fault: string }} `rest` is what a command passes on;
 *   a fault is one line for whoever typed it
 */
export function readCommandLine(verb, args) {
  if ('passesOn' in verbs[verb]) return { values: /** @type {Values<V>} */ ({}), rest: args };
  if (args.some((arg) => arg === '--help' || arg === '-h')) return { help: verbs[verb].usage };
  const options = /** @type {Record<string, Option>} */ (verbs[verb].options);
  try {
    const { values } = parseArgs({ args: withSigns(args, options), options });
    const fault = Object.entries(options)
      .map(([name, option]) => wholeFault(name, values[name], option.whole))
      .find(Boolean);
    if (fault !== undefined) return { fault: `${fault} (help: ${typed(verb)} --help)` };
    return { values: /** @type {Values<V>} */ (values), rest: [] };
  } catch (error) {
    return { fault: oneLine(verb, /** @type {NodeJS.ErrnoException} */ (error), Object.keys(options)) };
  }
}

/**
 * A number below 0 is no option, so that it is told what is wrong with it.
 *
 * @param {readonly string[]} args
 * @param {Record<string, Option>} options
 */
function withSigns(args, options) {
  /** @type {string[]} */
  const joined = [];
  for (const arg of args) {
    const before = joined.at(-1) ?? '';
    if (/^-\d/.test(arg) && options[before.slice(2)]?.whole !== undefined) joined.splice(-1, 1, `${before}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

/**
 * @param {string} name
 * @param {unknown} given
 * @param {readonly [number, number] | undefined} whole
 */
function wholeFault(name, given, whole) {
  if (whole === undefined || typeof given !== 'string') return undefined;
  const [least, most] = whole;
  if (/^\d+$/.test(given) && Number(given) >= least && Number(given) <= most) return undefined;
  return `--${name} must be a whole number from ${least} to ${most}, not "${given}"`;
}

/** How a command is typed, with options after it. @param {Verb} verb */
export const typed = (verb) => (verb === 'start' || verb === 'test' ? `npm ${verb} --` : `npm run ${verb} --`);

/**
 * @param {Verb} verb
 * @param {NodeJS.ErrnoException} error of parseArgs
 * @param {readonly string[]} options
 */
function oneLine(verb, { code, message }, options) {
  const [, thing = ''] = /'(.+?)'/.exec(message) ?? [];
  const known = options.length === 0 ? 'it takes none' : `it has ${options.map((name) => `--${name}`).join(', ')}`;
  const what = {
    ERR_PARSE_ARGS_UNKNOWN_OPTION: `there is no option ${thing}: ${known}`,
    ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: `"${thing}" belongs to no option; options go after a double dash, as in ${typed(verb)} ${known === 'it takes none' ? '--help' : `--${options[0]} …`}`,
    ERR_PARSE_ARGS_INVALID_OPTION_VALUE: message.includes('does not take')
      ? `${thing} takes no value`
      : `${thing.replace(' <value>', '')} needs a value`,
  }[code ?? ''];
  return `${what ?? message.split('\n')[0]} (help: ${typed(verb)} --help)`;
}
