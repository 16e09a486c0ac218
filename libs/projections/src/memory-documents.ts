import { beginning, CheckpointMoved, DocumentRefused, nameOfCheckpoint, sameCheckpoint } from './document-store.ts';
import type { Change, Checkpoint, CheckpointKey, DocumentStore, StoredDocument, UnitOfWork } from './document-store.ts';
import { byId } from './hash.ts';
import { parkedCollection } from './parked.ts';
import { firstGeneration, type Generations } from './generations.ts';
import { watchers } from './watchers.ts';
import type { Moved } from './watchers.ts';

export type MemoryDocuments = DocumentStore & {
  /** Called at every await; throw to fail there. */
  faults: (at: 'begin' | 'load' | 'write' | 'commit' | 'committed') => void;
};

/** A copy as a database would give it back: own objects, no undefined fields. */
const copied = <Value>(value: Value): Value => {
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError(`a ${typeof value} cannot be kept`);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((one: unknown) => (one === undefined ? null : copied(one))) as Value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, copied(field)])) as Value;
};

type Collections = Map<string, Map<string, StoredDocument>>;
type Checkpoints = Map<string, CheckpointKey & Checkpoint>;

const checked = (document: StoredDocument): StoredDocument => {
  if (typeof document.tenant !== 'string' || document.tenant === '')
    throw new DocumentRefused(document._id, 'a document without tenant');
  try {
    return copied(document);
  } catch (error) {
    throw new DocumentRefused(document._id, String(error));
  }
};

/** Documents without a database: units of work run one after the other. */
export const memoryDocuments = (): MemoryDocuments => {
  const collections: Collections = new Map();
  const checkpoints: Checkpoints = new Map();
  const held = new Map<string, number>();
  const models = new Map<string, Generations>();
  const { watch, tell } = watchers();
  let turn: Promise<unknown> = Promise.resolve();

  const sorted = (collection: string): StoredDocument[] =>
    [...(collections.get(collection)?.values() ?? [])].toSorted((a, b) => byId(a._id, b._id)).map(copied);

  const of = (consumer: string) => [...checkpoints.values()].filter((one) => one.consumer === consumer);

  const unitOf = () => {
    const changes: { collection: string; change: Change }[] = [];
    const moves: Moved[] = [];
    const holds: { key: CheckpointKey; until: number }[] = [];
    const changed: Generations[] = [];
    const unit: UnitOfWork = {
      load: async (collection, ids) => {
        store.faults('load');
        const kept = collections.get(collection);
        return new Map(
          ids.flatMap((id) => {
            const document = kept?.get(id);
            return document === undefined ? [] : [[id, copied(document)] as const];
          }),
        );
      },
      write: async (collection, some) => {
        store.faults('write');
        for (const change of some)
          changes.push({
            collection,
            change: change.kind === 'remove' ? change : { kind: change.kind, document: checked(change.document) },
          });
      },
      moveCheckpoint: async (key, from, to) => {
        const name = nameOfCheckpoint(key);
        if (!sameCheckpoint(checkpoints.get(name), from) || (held.get(name) ?? 0) > Date.now())
          throw new CheckpointMoved(name);
        moves.push({ key, to });
      },
      checkpointsOf: async (consumer) => of(consumer),
      hold: async (keys, until) => void holds.push(...keys.map((key) => ({ key, until }))),
      generationsOf: async (model) => models.get(model) ?? firstGeneration(model),
      keepGenerations: async (generations) => void changed.push(generations),
    };
    const keep = (): void => {
      for (const { collection, change } of changes) {
        const kept = collections.get(collection) ?? new Map<string, StoredDocument>();
        collections.set(collection, kept);
        if (change.kind === 'remove') kept.delete(change.id);
        else kept.set(change.document._id, change.document);
      }
      for (const { key, to } of moves) checkpoints.set(nameOfCheckpoint(key), { ...key, ...to });
      for (const { key, until } of holds) {
        const name = nameOfCheckpoint(key);
        if (!checkpoints.has(name)) checkpoints.set(name, { ...key, ...beginning });
        held.set(name, until);
      }
      for (const generations of changed) models.set(generations.model, generations);
    };
    return { unit, keep, moves };
  };

  const store: MemoryDocuments = {
    faults: () => {},
    ensure: async () => {},
    transact: (work) => {
      const run = async () => {
        store.faults('begin');
        const { unit, keep, moves } = unitOf();
        const result = await work(unit);
        store.faults('commit');
        keep();
        tell(moves);
        store.faults('committed');
        return result;
      };
      const ran = turn.then(run);
      turn = ran.catch(() => undefined);
      return ran;
    },
    checkpoint: async (key) => {
      const found = checkpoints.get(nameOfCheckpoint(key));
      if (found === undefined) return undefined;
      const { offset, position, partitionseq } = found;
      return { offset, position, partitionseq };
    },
    checkpointsOf: async (consumer) => of(consumer),
    consumers: async () => [...new Set([...checkpoints.values()].map(({ consumer }) => consumer))].toSorted(),
    generations: async () => [...models.values()],
    drop: async (consumer) => {
      collections.delete(consumer);
      for (const [name, one] of checkpoints) if (one.consumer === consumer) checkpoints.delete(name);
      const parked = collections.get(parkedCollection);
      for (const [id, one] of parked ?? []) if (one['consumer'] === consumer) parked?.delete(id);
    },
    now: async () => Date.now(),
    find: async (collection, where, limit = Infinity) =>
      sorted(collection)
        .filter((document) => Object.entries(where).every(([field, value]) => document[field] === value))
        .slice(0, limit),
    async *all(collection) {
      yield* sorted(collection);
    },
    watch,
  };
  return store;
};
