import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Answer, Question, Status, Times, WorkerOptions } from './protocol.ts';

/** A worker process of a service, at work until told to stop. */
export type Worker = {
  readonly start: () => Promise<Status>;
  readonly stop: () => Promise<Status>;
  readonly status: () => Promise<Status>;
  /** What happened since it was asked last. */
  readonly times: () => Promise<Times>;
  /** Waits until so many facts were published since the process started. @throws Error when they are not within a minute */
  readonly published: (facts: number) => Promise<Status>;
  readonly end: () => Promise<void>;
};

const program = fileURLToPath(new URL(`main${extname(import.meta.url)}`, import.meta.url));
const longestMs = 60_000;

export const startWorker = async (options: WorkerOptions): Promise<Worker> => {
  const child = fork(program, [JSON.stringify(options)], {
    execArgv: [...process.execArgv, '--disable-warning=TimeoutNegativeWarning'],
  });
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  let asked = 0;
  child.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.resolve(answer);
    waiting.delete(answer.id);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the ${options.kind} process ended with ${code}`));
  });
  const ask = (question: Question['ask']): Promise<Answer> => {
    const id = (asked += 1);
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      child.send({ id, ask: question } satisfies Question, (error) => error !== null && reject(error));
    });
  };
  const status = async (): Promise<Status> => (await ask('status')).status;
  await status();
  return {
    status,
    start: async () => (await ask('start')).status,
    stop: async () => (await ask('stop')).status,
    times: async () => (await ask('times')).times ?? { acknowledged: [], visible: [] },
    published: async (facts) => {
      for (const until = performance.now() + longestMs; performance.now() < until;) {
        const now = await status();
        if (now.published >= facts) return now;
        await pause(10);
      }
      throw new Error(`the ${options.kind} did not publish ${facts} facts within ${longestMs / 1000} s`);
    },
    end: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
};
