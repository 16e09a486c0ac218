import { logLevel } from 'kafkajs';
import type { logCreator } from 'kafkajs';
import type { Logger } from './logger.ts';

/** kafkajs cannot know that our publisher starts again from what Kafka acknowledged, and consumers drop what is sent twice. */
const limitedRetries = 'Limiting retries for the idempotent producer';

/**
 * kafkajs writes an error line for all that it will try again (a coordinator that is loading, a closed connection), so none of its lines is more than a
 * warning here: what it gives up on comes to us as an error, and we say so ourselves.
 */
export const linesOf =
  (logger: Logger): logCreator =>
  () =>
  ({ level, namespace, log: { message, ...rest } }) => {
    const loud = level === logLevel.ERROR || level === logLevel.WARN;
    const fields = { kafka: namespace, ...rest, timestamp: undefined, logger: undefined, stack: undefined };
    if (loud && namespace !== 'Connection' && !message.startsWith(limitedRetries)) logger.warn(fields, message);
    else logger.debug(fields, message);
  };
