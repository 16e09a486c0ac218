import { commandHandler, memoryEventStore } from '@telemachy/event-store';
import type { Handled, MemoryDisk, MemoryEventStore } from '@telemachy/event-store';
import { silent, startPublisher } from '@telemachy/event-log';
import type { MemoryEventLog, Progress } from '@telemachy/event-log';
import { runProcess, runTimers } from '@telemachy/processes';
import type { DueTimer, TimerDesk } from '@telemachy/processes';
import { runProjection } from '@telemachy/projections';
import type { DocumentStore } from '@telemachy/projections';
import type { Machine } from './machine.ts';
import { board, claimsOf, list, meeting, notice, remind, schemas, service, topic } from './meetings.ts';
import type { MeetingCommand, NoteCommand, NoticeCommand } from './meetings.ts';
import { documentsOf, logOf, progressOf } from './ports.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What outlives every process. */
export type Durable = {
  readonly disk: MemoryDisk;
  readonly broker: MemoryEventLog;
  readonly documents: DocumentStore;
  readonly progress: Progress;
  /** Who leads what, and until when by the database's clock. */
  readonly leases: Map<string, { readonly holder: string; readonly until: number }>;
};

export type Request = {
  readonly id: string;
  readonly key: { readonly id: string; readonly bodyHash: string };
  readonly command: MeetingCommand | NoteCommand;
};

/** A service as one process: takes commands, relays, projects, reacts, fires timers. */
export type Node = {
  readonly machine: Machine;
  readonly handle: (request: Request) => Promise<Handled<unknown, string>>;
  /** The broker no longer hears from it. */
  readonly gone: () => Promise<void>;
};

const leaseMs = 2000;

/** A store on the disk that all share; `step` is each of its awaits. */
export const openStore = (disk: MemoryDisk, time: VirtualTime, step?: () => Promise<void>): MemoryEventStore =>
  memoryEventStore({
    disk,
    sequencing: 'manual',
    schemas,
    idPrefix: '0123456789abcdef',
    now: () => new Date(time.database()),
    ...(step === undefined ? {} : { faults: step }),
  });

const leaseOf = (
  { name, reach }: Machine,
  { leases }: Durable,
  time: VirtualTime,
  { of, ms }: { readonly of: string; readonly ms: number },
) => {
  let heldUntil = -Infinity;
  return {
    held: () => time.now() < heldUntil,
    renew: async (): Promise<boolean> => {
      const asked = time.now();
      const ours = await reach(() => {
        const lease = leases.get(of);
        if (lease !== undefined && lease.holder !== name && lease.until > time.database()) return false;
        leases.set(of, { holder: name, until: time.database() + ms });
        return true;
      });
      heldUntil = ours ? asked + ms : -Infinity;
      return ours;
    },
  };
};

const deskOf = (machine: Machine, durable: Durable, documents: DocumentStore, time: VirtualTime): TimerDesk => {
  const lease = leaseOf(machine, durable, time, { of: 'timers', ms: 3000 });
  return {
    prepare: async () => {},
    lead: async () => ({ leads: await lease.renew(), now: time.database() }),
    due: async (until, limit) => {
      const all = await documents.find('pending-timers.v1', {});
      const due = (all as unknown as DueTimer[]).filter(({ dueAtMs }) => dueAtMs <= until);
      return due.toSorted((one, other) => one.dueAtMs - other.dueAtMs).slice(0, limit);
    },
    resign: async () => {},
  };
};

/** Leads the numbering while it has the lease, as the sequencer does. */
const sequenceFor = (
  machine: Machine,
  durable: Durable,
  time: VirtualTime,
  { store, wake }: { readonly store: MemoryEventStore; readonly wake: () => void },
) => {
  const lease = leaseOf(machine, durable, time, { of: 'sequencer', ms: leaseMs });
  const renewing = async (): Promise<void> => {
    for (;;) {
      await lease.renew().catch(() => false);
      wake();
      await time.sleep(leaseMs / 4);
    }
  };
  const numbering = async (): Promise<void> => {
    for (;;) {
      if (lease.held()) {
        await store.sequence().catch(() => undefined);
        wake();
      }
      await time.sleep(30);
    }
  };
  void renewing();
  void numbering();
  return lease.held;
};

export const startNode = (machine: Machine, durable: Durable, time: VirtualTime): Node =>
  machine.inside(() => {
    const store = openStore(durable.disk, time, machine.step);
    const documents = documentsOf(machine, durable.documents);
    const { log, gone } = logOf(machine, durable.broker);
    const common = { service, log, documents, logger: silent };
    const meetings = commandHandler({ store, kind: 'meeting', decider: meeting });
    const lists = commandHandler({ store, kind: 'list', decider: list });
    const notices = commandHandler({ store, kind: 'notice', decider: notice });

    const work = async (): Promise<void> => {
      let leads = (): boolean => false;
      const publisher = startPublisher({
        service,
        topic,
        store,
        log,
        progress: progressOf(machine, durable.progress),
        logger: silent,
        leads: () => leads(),
      });
      leads = sequenceFor(machine, durable, time, { store, wake: publisher.wake });
      await runProjection({ ...common, projection: board });
      await runProcess({
        ...common,
        process: remind,
        store,
        dispatch: async (command: NoticeCommand, identity, meta, tenant) => {
          const handled = await notices.handle({ tenant, id: command.meetingId, command, identity, meta });
          return handled.accepted ? { outcome: 'done' } : { outcome: 'refused', refusal: handled.why };
        },
      });
      await runTimers({ ...common, store, desk: deskOf(machine, durable, documents, time) });
    };
    void work();

    return {
      machine,
      gone,
      handle: ({ id, key: identity, command }) =>
        machine.inside(() => {
          const meta = { correlationId: identity.id, actor: 'client' };
          const common = { tenant: 'org', id, identity, meta };
          return command.type === 'note'
            ? lists.handle({ ...common, command })
            : meetings.handle({ ...common, command, claims: claimsOf });
        }),
    };
  });
