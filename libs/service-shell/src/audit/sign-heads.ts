import type { KeyObject } from 'node:crypto';
import { readHead, signHead, type AuditStorage } from '@telemachy/audit';
import type { Logger } from '@telemachy/event-log';

export type SignHeadsOptions = {
  readonly service: string;
  readonly storage: AuditStorage;
  readonly key: KeyObject;
  readonly everyMs: number;
  readonly now: () => Date;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
};

/**
 * Signs the ends of a service's chains at once, then on schedule, and once more at the end. What was signed goes into the service's log, which is shipped
 * to where whoever administers the database cannot write: held against the chain later, it shows what was cut off.
 */
export const signHeads = ({ service, storage, key, everyMs, now, logger }: SignHeadsOptions) => {
  const signed = new Map<string, number>();

  const signOne = async (tenant: string): Promise<void> => {
    const head = await signHead(storage, { tenant, service }, key, now());
    if (head === undefined) return;
    const { seq } = await readHead(head, [key]);
    const before = signed.get(tenant) ?? 0;
    signed.set(tenant, Math.max(seq, before));
    logger.info({ tenant, head }, 'audit head');
    if (seq < before)
      logger.error({ tenant, seq, before }, 'the audit was cut off: it was longer when it was signed before');
  };

  const signAll = async (): Promise<void> => {
    try {
      for (const tenant of await storage.tenants(service)) await signOne(tenant);
    } catch (err) {
      logger.warn({ err }, 'heads of the audit were not signed; the next time does it');
    }
  };

  // One after the other: the next begins where the one before has ended.
  let turn = signAll();
  const schedule = setInterval(() => {
    turn = turn.then(signAll);
  }, everyMs);
  return {
    stop: async (): Promise<void> => {
      clearInterval(schedule);
      await turn;
      await signAll();
    },
  };
};
