import { parentPort, workerData } from 'node:worker_threads';
import { answerTo, type Question } from './solve-run.ts';

parentPort?.postMessage(answerTo(workerData as Question));
