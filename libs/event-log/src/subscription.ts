import { backoff, sleep } from './backoff.ts';
import type { Logger } from './logger.ts';
import type { Subscription, SubscriptionStatus } from './port.ts';

/** One life of a consumer. */
export type Session = {
  /** Ends by failing alone: a crash, or what only a new session can mend. */
  readonly run: () => Promise<never>;
  /** Lets the batches that run end, then leaves. */
  readonly close: () => Promise<void>;
};

/** Who has not joined for so long is asked about, in ms; a broker that accepts connections and says nothing is noticed by nothing else. */
const longJoin = 10_000;

/** Keeps one consumer alive: neither client gets up again from every crash by itself, so each is followed by a new session. */
export const subscribe = (
  {
    group,
    onStatus,
  }: { readonly group: string; readonly onStatus?: ((status: SubscriptionStatus) => void) | undefined },
  open: (changed: (status: SubscriptionStatus) => void) => Session,
  explain: (error: unknown) => Promise<Error>,
  logger: Logger,
): Subscription => {
  const stopping = new AbortController();
  const wait = backoff(200, 5_000);
  let status: SubscriptionStatus = 'starting';
  let problem: string | undefined;
  const changed = (next: SubscriptionStatus): void => {
    if (status === next || status === 'stopped') return;
    status = next;
    if (next === 'running') {
      if (problem !== undefined) logger.info({ group }, 'a consumer runs again');
      problem = undefined;
      wait.reset();
    }
    logger.debug({ group, status }, 'subscription');
    onStatus?.(next);
  };

  const joinsLong = (): void => {
    if (problem !== undefined || status === 'running') return;
    problem = `joining takes longer than ${longJoin / 1_000} s: no broker answers, or other members still finish their batches`;
    logger.warn({ group, status }, problem);
  };

  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const live = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const session = open(changed);
      const joining = setTimeout(joinsLong, longJoin);
      try {
        await Promise.race([session.run(), stopped]);
      } catch (error) {
        const ms = wait.take();
        const trouble = (await explain(error)).message;
        // The same fault is said loudly once; while it lasts, the status holds it.
        logger[trouble === problem ? 'debug' : 'warn'](
          { group, error: trouble, againInMs: ms },
          'a consumer is started again',
        );
        problem = trouble;
        changed('crashed');
        await session.close();
        await sleep(ms, stopping.signal);
        continue;
      } finally {
        clearTimeout(joining);
      }
      await session.close();
    }
  };
  const lived = live();
  return {
    status: () => status,
    problem: () => problem,
    stop: async () => {
      stopping.abort();
      stop();
      await lived;
      changed('stopped');
    },
  };
};
