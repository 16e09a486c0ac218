import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@telemachy/event-log';
import { partnerOf } from '../../domain/templates.ts';
import type { DueRow } from '../../read-models/outbox/outbox.store.ts';
import type { Addressee, Deliver, Delivered, Due } from './deliver.ts';

export type OutboxOptions = {
  readonly due: (now: string, limit: number) => Promise<readonly DueRow[]>;
  readonly people: (tenant: string, ids: readonly string[]) => Promise<ReadonlyMap<string, Addressee>>;
  readonly deliver: Deliver;
  readonly now: () => string;
  readonly logger: Logger;
  /** How many mails are on their way at once. */
  readonly width?: number;
  /** How long to wait when nothing is due, in ms. */
  readonly idleMs?: number;
};

export type OutboxStatus = {
  /** `waiting`: the server takes nothing, or the database does not answer; it is tried again. */
  readonly state: 'working' | 'waiting' | 'stopped';
  readonly sent: number;
  readonly failed: number;
};

export interface OutboxWork {
  status(): OutboxStatus;
  /** Lets the mails that are on their way arrive. */
  stop(): Promise<void>;
}

const batch = 50;
const [shortestPauseMs, longestPauseMs] = [1000, 30_000];

/** Empties the outbox while it lives. Any number may run: they take turns by claims. A rebuild or a replay has none of these. */
export const workOutbox = (options: OutboxOptions): OutboxWork => {
  const { due, people, deliver, now, logger, width = 8, idleMs = 500 } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  // Rows that were dealt with and that the read model still shows as they were.
  let dealtWith = new Map<string, string>();
  const counts = { sent: 0, failed: 0 };
  let down = 0;

  const rest = (ms: number): Promise<unknown> => pause(ms, undefined, { signal }).catch(() => undefined);

  const settle = ({ row }: DueRow, delivered: Delivered): void => {
    if (delivered === 'sent') counts.sent += 1;
    if (delivered === 'failed') counts.failed += 1;
    if (delivered !== 'taken' && delivered !== 'unreachable') dealtWith.set(row.messageId, row.dueAt);
  };

  const withPeople = async (rows: readonly DueRow[]): Promise<readonly Due[]> => {
    const byTenant = Map.groupBy(rows, ({ tenant }) => tenant);
    const found = [...byTenant].map(async ([tenant, own]) => {
      const ids = new Set(own.flatMap(({ row }) => [row.recipientId, partnerOf(row) ?? row.recipientId]));
      const known = await people(tenant, [...ids]);
      return own.map(({ row }) => ({ tenant, row, people: known }));
    });
    return (await Promise.all(found)).flat();
  };

  /** @returns whether something was done, or `unreachable` */
  const round = async (): Promise<boolean | 'unreachable'> => {
    const rows = await due(now(), batch + dealtWith.size);
    const isOld = ({ row }: DueRow): boolean => dealtWith.get(row.messageId) === row.dueAt;
    dealtWith = new Map(rows.filter(isOld).map(({ row }) => [row.messageId, row.dueAt]));
    const queue = (await withPeople(rows.filter((row) => !isOld(row)))).values();
    const found: Delivered[] = [];
    const one = async (): Promise<void> => {
      for (const next of queue) {
        if (signal.aborted || found.includes('unreachable')) return;
        const delivered = await deliver(next, signal);
        settle(next, delivered);
        found.push(delivered);
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: width }, one));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    if (found.includes('unreachable')) return 'unreachable';
    return found.some((delivered) => delivered !== 'taken');
  };

  const wait = async (why: Readonly<Record<string, unknown>>, sentence: string): Promise<void> => {
    if (down === 0) logger.warn(why, sentence);
    down += 1;
    await rest(Math.min(longestPauseMs, shortestPauseMs * 2 ** (down - 1)));
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const done = await round();
        if (done === 'unreachable') {
          await wait({}, 'the mail server takes nothing; mails wait');
          continue;
        }
        if (down > 0) logger.info({}, 'mails go out again');
        down = 0;
        if (!done) await rest(idleMs);
      } catch (error) {
        const { name, code } = error as Error & { readonly code?: unknown };
        await wait({ error: name, code }, 'the outbox could not be worked on; mails wait');
      }
    }
  };
  const ended = run();

  return {
    status: () => ({ state: signal.aborted ? 'stopped' : down > 0 ? 'waiting' : 'working', ...counts }),
    async stop() {
      stopping.abort();
      await ended;
    },
  };
};
