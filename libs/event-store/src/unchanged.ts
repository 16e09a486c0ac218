import { checkCommand } from './check-command.ts';
import { CommitRefused } from './errors.ts';
import { uncarriedIn } from './json-value.ts';
import type { CommandIdentity, Done } from './port.ts';
import { mostBytes } from './stored-commit.ts';

/** How long it is kept what a command answered that changed nothing, in seconds: a day, in which every retry has come or been given up. */
export const unchangedSeconds = 24 * 60 * 60;

/** What a command answered that changed nothing; `answer` is JSON text. */
export type Unchanged = { readonly bodyHash: string; readonly version: number; readonly answer?: string };

/** @throws CommitRefused as an append would: what changes nothing today may yield facts tomorrow */
export const unchangedToKeep = (command: CommandIdentity, version: number, answer: unknown): Unchanged => {
  checkCommand(command);
  const kept = { bodyHash: command.bodyHash, version };
  if (answer === undefined) return kept;
  const uncarried = uncarriedIn(answer, 'answer');
  if (uncarried !== undefined) throw new CommitRefused('bad-value', uncarried.path, uncarried.fault, uncarried.remedy);
  const text = JSON.stringify(answer);
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes)
    throw new CommitRefused(
      'too-large',
      'answer',
      `${bytes} bytes of JSON, more than ${mostBytes}`,
      'Answer with less: a caller can read the rest',
    );
  return { ...kept, answer: text };
};

/** What the caller of such a command hears. */
export const unchangedBefore = ({ bodyHash, version, answer }: Unchanged, command: CommandIdentity): Done =>
  bodyHash === command.bodyHash
    ? {
        outcome: 'unchanged',
        version,
        answer: answer === undefined ? undefined : (JSON.parse(answer) as unknown),
      }
    : { outcome: 'command-reused' };
