import type { EventLog, Progress } from '@telemachy/event-log';
import type { MemoryEventLog } from '@telemachy/event-log';
import type {
  Change,
  Checkpoint,
  CheckpointKey,
  DocumentStore,
  StoredDocument,
  UnitOfWork,
} from '@telemachy/projections';
import type { Machine } from './machine.ts';

export const progressOf = ({ reach }: Machine, progress: Progress): Progress => ({
  read: (topic) => reach(() => progress.read(topic)),
  save: (topic, from, to) => reach(() => progress.save(topic, from, to)),
});

/** The broker as one process reaches it; `gone` is what the broker makes of a member that it no longer hears. */
export const logOf = (
  { reach, inside, outside }: Machine,
  broker: MemoryEventLog,
): { log: EventLog; gone: () => Promise<void> } => {
  const client = broker.client();
  const log: EventLog = {
    ...client,
    produce: (topic, records) => reach(() => client.produce(topic, records)),
    partitionsOf: (topic) => reach(() => client.partitionsOf(topic)),
    endOffsets: (topic) => reach(() => client.endOffsets(topic)),
    // The broker is nobody's process: what it does goes on whoever dies, and what it calls runs in the process it calls.
    consume: ({ assigned, batch, ...options }) =>
      outside(() =>
        client.consume({
          ...options,
          assigned: (partitions) => inside(() => reach(() => assigned(partitions))),
          batch: (partition, records, signal) => inside(() => reach(() => batch(partition, records, signal))),
        }),
      ),
  };
  return { log, gone: client.kill };
};

/** Somebody else has written a document since this unit of work loaded it. */
class WriteConflict extends Error {
  override readonly name = 'WriteConflict';
}
const triesOfAUnit = 12;

/**
 * Documents as one process reaches them. A unit of work that dies half-way holds nobody up: it is only tried against the store at its commit,
 * where a document that somebody else wrote meanwhile is a conflict and the work runs again, as in a snapshot transaction.
 */
export const documentsOf = ({ reach }: Machine, documents: DocumentStore): DocumentStore => {
  const attempt = async <Result>(work: (unit: UnitOfWork) => Promise<Result>): Promise<Result> => {
    const seen = new Map<string, string>();
    const writes: { readonly collection: string; readonly changes: readonly Change[] }[] = [];
    const moves: (readonly [CheckpointKey, Checkpoint | undefined, Checkpoint])[] = [];
    const later: ((inner: UnitOfWork) => Promise<void>)[] = [];
    const unit: UnitOfWork = {
      load: async (collection, ids) => {
        const found = await reach(() => documents.transact((inner) => inner.load(collection, ids)));
        for (const id of ids) seen.set(`${collection}/${id}`, stateOf(found.get(id)));
        return found;
      },
      write: async (collection, changes) => {
        writes.push({ collection, changes });
      },
      moveCheckpoint: async (key, from, to) => {
        moves.push([key, from, to]);
      },
      checkpointsOf: (consumer) => reach(() => documents.checkpointsOf(consumer)),
      generationsOf: (model) => reach(() => documents.transact((inner) => inner.generationsOf(model))),
      hold: async (keys, until) => void later.push((inner) => inner.hold(keys, until)),
      keepGenerations: async (generations) => void later.push((inner) => inner.keepGenerations(generations)),
    };
    const result = await work(unit);
    await reach(() =>
      documents.transact(async (inner) => {
        for (const { collection, changes } of writes) {
          const ids = changes.map((change) => (change.kind === 'remove' ? change.id : change.document._id));
          const now = await inner.load(collection, ids);
          for (const id of ids) {
            const before = seen.get(`${collection}/${id}`);
            if (before !== undefined && before !== stateOf(now.get(id))) throw new WriteConflict(id);
          }
          await inner.write(collection, changes);
        }
        for (const [key, from, to] of moves) await inner.moveCheckpoint(key, from, to);
        for (const change of later) await change(inner);
      }),
    );
    return result;
  };
  return {
    ...documents,
    ensure: (collections) => reach(() => documents.ensure(collections)),
    async transact(work) {
      for (let tried = 1; ; tried += 1) {
        try {
          return await attempt(work);
        } catch (error) {
          if (!(error instanceof WriteConflict) || tried >= triesOfAUnit) throw error;
        }
      }
    },
    checkpoint: (key) => reach(() => documents.checkpoint(key)),
    checkpointsOf: (consumer) => reach(() => documents.checkpointsOf(consumer)),
    generations: () => reach(() => documents.generations()),
    find: (collection, where, limit) => reach(() => documents.find(collection, where, limit)),
  };
};

const stateOf = (document: StoredDocument | undefined): string => JSON.stringify(document ?? null);
