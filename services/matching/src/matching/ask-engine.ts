import { Worker } from 'node:worker_threads';
import { answerTo, type Question, type Reply } from './solve-run.ts';

/** Above this many possible pairs the engine works in a thread of its own, so that requests go on being answered. */
const manyPairs = 40_000;

// Tests and scripts run the sources themselves; a build runs what was built.
const fromSource = import.meta.url.endsWith('.ts');
const thread = new URL(fromSource ? './solver.thread.ts' : './solver.thread.js', import.meta.url);

const inThread = <Asked extends Question>(question: Asked): Promise<Reply<Asked>> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(thread, {
      workerData: question,
      execArgv: fromSource ? ['--conditions=@telemachy/source'] : [],
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the engine's thread ended with ${code} and no answer`)));
  });

/** Asks the engine without keeping anybody else waiting. @throws SnapshotError */
export const askEngine = async <Asked extends Question>(question: Asked): Promise<Reply<Asked>> => {
  const { mentees, mentors } = question.snapshot;
  return mentees.length * mentors.length < manyPairs ? answerTo(question) : inThread(question);
};
