import type { Kafka } from 'kafkajs';
import { backoff, sleep } from './backoff.ts';
import { openSession } from './kafkajs-session.ts';
import type { Logger } from './logger.ts';
import type { ConsumeOptions, Subscription, SubscriptionStatus } from './port.ts';

/** Keeps one consumer alive: kafkajs stays dead after a crash that it takes for final, so each crash is followed by a new consumer. */
export const subscribe = (
  kafka: Kafka,
  options: ConsumeOptions,
  { logger, sessionTimeoutMs }: { readonly logger: Logger; readonly sessionTimeoutMs: number },
): Subscription => {
  const stopping = new AbortController();
  const wait = backoff(200, 5_000);
  let status: SubscriptionStatus = 'starting';
  const changed = (next: SubscriptionStatus): void => {
    if (status === next || status === 'stopped') return;
    status = next;
    if (next === 'running') wait.reset();
    logger.debug({ group: options.group, status }, 'subscription');
    options.onStatus?.(next);
  };

  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const live = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const session = openSession(kafka, { ...options, logger, sessionTimeoutMs, changed });
      try {
        await Promise.race([session.run(), stopped]);
      } catch (error) {
        const ms = wait.take();
        changed('crashed');
        logger.warn(
          { group: options.group, error: String(error), againInMs: ms },
          'a consumer crashed and is started again',
        );
        await session.close();
        await sleep(ms, stopping.signal);
        continue;
      }
      await session.close();
    }
  };
  const lived = live();
  return {
    status: () => status,
    stop: async () => {
      stopping.abort();
      stop();
      await lived;
      changed('stopped');
    },
  };
};
