import type { Db } from 'mongodb';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { endAbandonedTransactions } from '../mongo/abandoned-transactions.ts';
import { collectionsOf } from '../mongo/collections.ts';
import { reaching } from '../mongo/unavailable.ts';
import type { SequencedRange, Sequencer, SequencerRole } from '../port.ts';
import { leaseOf } from './lease.ts';
import type { SequencingPoint } from './sequence.ts';
import { sequence } from './sequence.ts';
import { lagOf } from './unsequenced.ts';

export type SequencerOptions = {
  /** The service's own database, prepared by `prepareEventStore`. */
  readonly db: Db;
  /** Who leads, for people to read: host and process, say. */
  readonly owner: string;
  /** Wakes the publisher; called by the one that leads. */
  readonly onSequenced?: (range: SequencedRange) => void;
  readonly onRole?: (role: SequencerRole) => void;
  /** So many transactions, left open by a process that is gone, were ended by the one that leads. */
  readonly onAbandoned?: (count: number) => void;
  /** How long a leader that died keeps others waiting, in ms. */
  readonly leaseMs?: number;
  /** For crash tests. */
  readonly at?: (point: SequencingPoint) => void;
};

/** Numbers commits from now on, or waits until the one that does is gone. Returns at once; outages show in `status` and end by themselves. */
export const startSequencer = ({
  db,
  owner,
  onSequenced = () => {},
  onRole = () => {},
  onAbandoned = () => {},
  leaseMs = 2000,
  at = () => {},
}: SequencerOptions): Sequencer => {
  const collections = collectionsOf(db);
  const { leases } = collections;
  const lease = leaseOf({ leases, name: 'sequencer', owner: `${owner}/${randomUUID()}`, ms: leaseMs });
  const stopping = new AbortController();
  let role: SequencerRole = 'standby';
  let lastPosition = 0;
  let unsequencedSince: number | undefined;
  let problem = '';
  let work: Promise<void> | undefined;

  const become = (next: SequencerRole): void => {
    if (role === next) return;
    role = next;
    onRole(next);
  };
  const goOn = (): boolean => lease.held() && !stopping.signal.aborted;

  const lead = async (): Promise<void> => {
    try {
      await sequence({
        db,
        collections,
        goOn,
        at,
        fence: lease.fence,
        onSequenced(range) {
          lastPosition = range.to;
          problem = '';
          unsequencedSince = undefined;
          become('leading');
          onSequenced(range);
        },
      });
    } catch (error) {
      problem = messageOf(error);
      become('failing');
    } finally {
      work = undefined;
    }
  };

  const endAbandoned = async (): Promise<void> => {
    const count = await reaching(() => endAbandonedTransactions(db));
    if (count > 0) onAbandoned(count);
  };

  const tick = async (): Promise<void> => {
    await lease.renew();
    if (!lease.held()) become('standby');
    else if (work === undefined) {
      if (role === 'standby') become('leading');
      work = lead();
    } else if (role === 'failing') {
      // It has run since the last look, perhaps with nothing to number.
      problem = '';
      become('leading');
    }
    if (lease.held()) await endAbandoned();
    const lag = await reaching(() => lagOf(collections));
    lastPosition = Math.max(lastPosition, lag.lastPosition);
    unsequencedSince = lag.oldest?.getTime();
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await tick();
      } catch (error) {
        problem = messageOf(error);
        if (role === 'leading') become('failing');
      }
      await pause(leaseMs / 4, undefined, { signal: stopping.signal }).catch(() => {});
    }
    await work;
    try {
      await lease.release();
    } catch (error) {
      // It runs out by itself.
      problem = messageOf(error);
    }
  };
  const running = run();

  return {
    status: () => ({
      role,
      lastPosition,
      unsequencedAgeMs: unsequencedSince === undefined ? 0 : Math.max(0, Date.now() - unsequencedSince),
      problem,
    }),
    async stop() {
      stopping.abort();
      await running;
      become('standby');
    },
  };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
