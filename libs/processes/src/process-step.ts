import type { Received } from '@telemachy/event-log';
import type { Process, Reaction, Recorded } from '@telemachy/kernel';
import {
  PoisonFact,
  collectionOf,
  comesLater,
  foldInOrder,
  frozen,
  idOf,
  isMark,
  loadParked,
  mustBeHeard,
  nameOfStream,
  parkedChange,
  parkedCollection,
  waitingFor,
} from '@telemachy/projections';
import type {
  CheckpointKey,
  DocumentStore,
  ParkedStream,
  Step,
  StoredDocument,
  UnitOfWork,
} from '@telemachy/projections';
import { reactionDocuments, reactionsCollection } from './pending-reaction.ts';

/** Any process; its state, facts and commands are its own affair. */
export type AnyProcess = Process<unknown, { type: string; data: unknown }, unknown>;

/** Facts of timers are heard by the process that set them, and by no other. */
const isForeignTimer = (process: AnyProcess, { event }: Recorded): boolean =>
  /\.timer-(set|cancelled|fired)\.v\d+$/.test(event.type) &&
  (event.data as { readonly process?: unknown }).process !== process.name;

/** The instance that a fact is for; `undefined`: it is nothing to this process. */
export const instanceOf = (process: AnyProcess, fact: Recorded): string | undefined | PoisonFact => {
  if (isForeignTimer(process, fact)) return undefined;
  try {
    mustBeHeard(process.hears, fact);
    frozen(fact.event);
    const instance: unknown = process.correlate(fact);
    if (comesLater(instance) || (instance !== undefined && typeof instance !== 'string'))
      throw new TypeError('correlate must return a string or undefined, at once');
    return instance;
  } catch (cause) {
    return new PoisonFact(collectionOf(process), fact, cause);
  }
};

/** What a process answers, as it must be. */
export const answerOf = (process: AnyProcess, fact: Recorded, state: unknown) => {
  const asked: unknown = process.react(fact, state);
  if (comesLater(asked) || !Array.isArray(asked))
    throw new TypeError('react must return a list of commands and timers, at once');
  const next = process.evolve(state, fact);
  if (comesLater(next)) throw new TypeError('evolve must return the state itself, at once');
  return { asked: asked as readonly Reaction<unknown>[], next };
};

export type Deciding = {
  readonly process: AnyProcess;
  readonly key: CheckpointKey;
  readonly facts: readonly Pick<Received, 'fact' | 'traceparent'>[];
  /** Streams set aside, by name; kept up. */
  readonly parked: Map<string, ParkedStream>;
  /** Whether a fact that cannot be handled is set aside; else it is thrown. */
  readonly setAside: boolean;
  /** What is asked for is carried out by whoever runs the process: it looks for it. */
  readonly again?: boolean;
};

/** Folds the facts into the states of their instances and keeps what the process asks for, which it returns. @throws PoisonFact */
export const decide = async (
  unit: UnitOfWork,
  { process, key, facts, parked, setAside, again = false }: Deciding,
): Promise<readonly StoredDocument[]> => {
  const collection = collectionOf(process);
  const all = facts.map(({ fact }) => fact);
  const traces = new Map(facts.map(({ fact, traceparent }) => [fact, traceparent]));
  const instances = new Map(
    [...waitingFor(all, parked), ...all]
      .filter((fact) => !isMark(fact))
      .map((fact) => [fact, instanceOf(process, fact)]),
  );
  const ids = [...instances].flatMap(([{ tenant }, instance]) =>
    typeof instance === 'string' ? [idOf(tenant, instance)] : [],
  );
  const before = await unit.load(collection, [...new Set(ids)]);
  const states = new Map<string, unknown>([...before].map(([id, document]) => [id, frozen(document['state'])]));
  const changed = new Map<string, StoredDocument>();
  const asked: StoredDocument[] = [];

  const handle = (fact: Recorded): void => {
    const instance = instances.get(fact);
    if (instance instanceof PoisonFact) throw instance;
    if (instance === undefined) return;
    const _id = idOf(fact.tenant, instance);
    const state = states.has(_id) ? states.get(_id) : frozen(process.initial);
    try {
      const answer = answerOf(process, fact, state);
      const heard = { fact, traceparent: traces.get(fact) };
      asked.push(...reactionDocuments({ key, heard, instance, again }, answer.asked));
      states.set(_id, frozen(answer.next));
      changed.set(_id, { _id, tenant: fact.tenant, state: answer.next });
    } catch (cause) {
      throw new PoisonFact(collection, fact, cause);
    }
  };

  foldInOrder({ facts: all, key, parked, setAside, fold: handle });
  const put = (document: StoredDocument) => ({ kind: 'put', document }) as const;
  await unit.write(collection, [...changed.values()].map(put));
  await unit.write(reactionsCollection, asked.map(put));
  return asked;
};

/** States, what is asked for, parked streams and checkpoint in one unit of work. Returns what is to be carried out now. */
export const processStep = (process: AnyProcess, documents: DocumentStore) => async (step: Step) => {
  const { key, from, to, mayBeParked } = step;
  const names = step.facts.map(({ fact }) => nameOfStream(fact)).filter((name) => mayBeParked.has(name));
  const { before, after, asked } = await documents.transact(async (unit) => {
    const found = await loadParked(unit, key.consumer, new Set(names));
    const parked = new Map(found);
    const pending = await decide(unit, { process, key, facts: step.facts, parked, setAside: step.lastAttempt });
    const changed = [...parked].filter(([name, stream]) => stream !== found.get(name));
    await unit.write(
      parkedCollection,
      changed.map(([, stream]) => parkedChange(stream)),
    );
    await unit.moveCheckpoint(key, from, to);
    return { before: found, after: parked, asked: pending };
  });
  for (const name of names) mayBeParked.delete(name);
  for (const name of after.keys()) mayBeParked.add(name);
  return { asked, parked: countOf(after) - countOf(before) };
};

const countOf = (streams: ReadonlyMap<string, ParkedStream>): number =>
  [...streams.values()].reduce((sum, { facts }) => sum + facts.length, 0);
