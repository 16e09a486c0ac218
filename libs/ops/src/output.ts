import { once } from 'node:events';
import type { Logger } from '@telemachy/event-log';
import { ReaderGone } from './replay.ts';

/** Standard output as somebody reads it who may stop before the end, such as `head`. */
export const output = (stream: NodeJS.WriteStream = process.stdout) => {
  let fault: NodeJS.ErrnoException | undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    fault = error;
  });
  const check = (): void => {
    if (fault !== undefined) throw fault.code === 'EPIPE' ? new ReaderGone('nobody reads any more') : fault;
  };
  /** @throws ReaderGone */
  return async (line: string): Promise<void> => {
    check();
    if (stream.write(`${line}\n`)) return;
    await once(stream, 'drain').catch(check);
    check();
  };
};

/** Says how it goes on standard error: not more than once a second, and nothing where all is done within the first. */
export const progress = (say: (line: string) => void = (line) => void process.stderr.write(`${line}\n`)) => {
  let next = performance.now() + 1_000;
  return (line: () => string): void => {
    if (performance.now() < next) return;
    next = performance.now() + 1_000;
    say(line());
  };
};

const line =
  (level: string) =>
  (fields: Readonly<Record<string, unknown>>, message: string): void =>
    void process.stderr.write(`${level}: ${message} ${JSON.stringify(fields)}\n`);

/** Warnings and errors of what a verb uses, for the operator who runs it. */
export const onStandardError: Logger = { debug: () => {}, info: () => {}, warn: line('warning'), error: line('error') };
