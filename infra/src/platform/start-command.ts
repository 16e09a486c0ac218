import { killAllGuarded, stopAllGuarded } from '../../bootstrap/guarded-process.mjs';
import { takeLock } from '../../bootstrap/process-lock.mjs';
import { begun, say, withProgress } from '../../bootstrap/progress.mjs';
import { faultOf } from '../fault.ts';
import { stopWhenAsked } from '../supervision.ts';
import { lockOf, runFolder } from './platform-file.ts';
import type { ServicePrograms } from './programs.ts';
import { type Running, runPlatform } from './run-platform.ts';
import { summary } from './summary.ts';

/**
 * Runs the platform until it is asked to stop, telling a person what happens. Ends this process.
 *
 * @param services what runs each service
 * @param build makes them, beside the start of the servers
 */
export async function startCommand(services: ServicePrograms, build: () => Promise<void>): Promise<void> {
  const dataDir = runFolder(process.env);
  let running: Running | undefined;
  let release = async () => {};

  const stop = async (why: string) => {
    say(`stopping (${why}) …`);
    await running?.stop();
    await stopAllGuarded();
    await release();
    say('stopped; the data is kept');
  };
  stopWhenAsked(stop, killAllGuarded);

  const lock = await takeLock(lockOf(dataDir));
  if ('heldBy' in lock) {
    say(`a platform runs already on ${dataDir}: process ${lock.heldBy} started it and Ctrl-C there stops it`);
    say('to run another beside it, give it a folder of its own: TELEMACHY_DATA=<folder> npm start');
    process.exit(1);
  }
  release = lock.release;
  try {
    const progress = withProgress;
    running = await runPlatform({
      dataDir,
      purpose: 'run',
      services,
      build: () => progress('build', build),
      progress,
      say,
    });
    console.log(`\nplatform ready in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    console.log(summary(running.platform.file, dataDir, dataDir !== runFolder({})));
  } catch (error) {
    say(faultOf(error));
    await stopAllGuarded();
    await release();
    process.exit(1);
  }
}
