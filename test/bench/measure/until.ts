import { setTimeout as pause } from 'node:timers/promises';

const longestMs = 120_000;

/** @param what is waited for, for the message @throws Error when it is not so within two minutes */
export const until = async (isSo: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  for (const end = performance.now() + longestMs; performance.now() < end; await pause(5)) if (await isSo()) return;
  throw new Error(`not within ${longestMs / 1000} s: ${what}`);
};
