import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** Every verb understands it; `readCommand` takes it out. */
const json = { type: 'boolean' } as const;

/**
 * Reads options and words as `parseArgs` does, and says what was mistyped in one line.
 *
 * @param verb for the message
 * @throws Error naming the option that does not do, and those that the verb has
 */
export const readOptions = <Options extends ParseArgsOptionsConfig>(
  verb: string,
  args: readonly string[],
  options: Options,
) => {
  try {
    return parseArgs({ args: [...args], options: { ...options, json }, allowPositionals: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [, option = ''] = /'(--?[^' ]+)/.exec(message) ?? [];
    const there = [...Object.keys(options), 'json'].map((name) => `--${name}`).join(', ');
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
      throw new Error(`${verb} has no option ${option}: it has ${there}`, { cause: error });
    if (code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') throw error;
    const wants = message.includes('does not take') ? 'takes no value' : 'needs a value';
    throw new Error(`${option} ${wants}: ${verb} has ${there}`, { cause: error });
  }
};

/** For a verb that takes no words of its own. @throws Error naming the word or option that is too much */
export const readNothing = (verb: string, args: readonly string[], options: ParseArgsOptionsConfig = {}): void => {
  const [word] = readOptions(verb, args, options).positionals;
  if (word !== undefined) throw new Error(`${verb} takes no more than a service, and "${word}" is none`);
};
