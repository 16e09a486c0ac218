import { repositoryRoot } from '../bootstrap/artefacts.mjs';
import { join } from 'node:path';

type Arguments = { readonly usage: string; readonly asked: (args: readonly string[]) => unknown };

/**
 * Asks the program that a command hands its words to whether it understands them, before anything is started for it; ends this process
 * where it does not (exit code 2), or where help was asked for (0).
 *
 * @param file below `test`, with the program's `usage` and its `asked(args)` that throws
 */
export async function understood(file: string, args: readonly string[]): Promise<void> {
  const { usage, asked } = (await import(join(repositoryRoot, 'test', file))) as Arguments;
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    asked(args);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}
