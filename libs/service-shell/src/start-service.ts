import type { Logger } from 'pino';
import { ConfigRefused, readConfig, type ShellConfig } from './config.ts';
import { ServiceRefused } from './edge.ts';
import { createLogger } from './observe/logger.ts';
import { runService, type RunningService } from './run-service.ts';
import type { ServiceDefinition } from './service.ts';

/** Requests end within seconds; what has not by then is abandoned, and its caller retries with the same key. */
const leaveWithinMs = 9000;
/** A second request this soon is the same Ctrl-C, which comes from the terminal and from whoever started us. */
const sameRequestMs = 1000;
const parentWatchMs = 1000;
const badConfiguration = 78;

/** Leaves in order on the first request to stop, at once on a later one. */
const stopWhenAsked = (running: RunningService, logger: Logger, watchParent: boolean): void => {
  let askedAt: number | undefined;
  const leave = (why: string): void => {
    if (askedAt !== undefined) {
      if (performance.now() - askedAt > sameRequestMs) process.exit(1);
      return;
    }
    askedAt = performance.now();
    logger.info({ why }, 'leaving');
    setTimeout(() => {
      logger.error({ ms: leaveWithinMs }, 'not done in time, leaving anyway');
      process.exit(1);
    }, leaveWithinMs).unref();
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'could not leave in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => leave('SIGTERM'));
  process.on('SIGINT', () => leave('SIGINT'));
  if (!watchParent) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && askedAt === undefined) leave('the parent process is gone');
  }, parentWatchMs).unref();
};

/** Starts a service as this process: reads the environment, runs, and leaves in order when asked to. */
export const startService = async <Config extends ShellConfig>(
  definition: ServiceDefinition<Config>,
): Promise<void> => {
  // eslint-disable-next-line no-restricted-syntax -- here the process begins
  const { env } = process;
  const logger = createLogger(definition.name, env['TELEMACHY_LOG_LEVEL'] || 'info');
  // A promise nobody waits for is a fault of ours; whoever supervises starts us again from what is stored.
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'a promise was rejected and nobody heard');
    process.exit(1);
  });
  try {
    const config = readConfig(definition.config, env);
    const running = await runService(definition, config, logger);
    stopWhenAsked(running, logger, config.TELEMACHY_WATCH_PARENT);
  } catch (error) {
    if (error instanceof ConfigRefused) logger.fatal({ faults: error.faults }, 'the environment does not do');
    else if (error instanceof ServiceRefused)
      logger.fatal({ reason: error.message }, 'the service does not fit together');
    else logger.fatal({ err: error }, 'cannot start');
    process.exit(error instanceof ConfigRefused ? badConfiguration : 1);
  }
};
