import type { Received } from '@telemachy/event-log';
import type { Process, Recorded } from '@telemachy/kernel';
import {
  PoisonFact,
  collectionOf,
  frozen,
  idOf,
  loadParked,
  mustBeHeard,
  nameOfStream,
  park,
  parkedChange,
  parkedCollection,
} from '@telemachy/projections';
import type { DocumentStore, ParkedStream, Step, StoredDocument, UnitOfWork } from '@telemachy/projections';
import { reactionDocuments, reactionsCollection } from './pending-reaction.ts';

/** Any process; its state, facts and commands are its own affair. */
export type AnyProcess = Process<unknown, { type: string; data: unknown }, unknown>;

/** Facts of timers are heard by the process that set them, and by no other. */
const isForeignTimer = (process: AnyProcess, { event }: Recorded): boolean =>
  /\.timer-(set|cancelled|fired)\.v\d+$/.test(event.type) &&
  (event.data as { readonly process?: unknown }).process !== process.name;

type Heard = { readonly received: Received; readonly instance: string | undefined | PoisonFact };

const heardBy = (process: AnyProcess, received: Received): Heard => {
  const { fact } = received;
  if (isForeignTimer(process, fact)) return { received, instance: undefined };
  try {
    mustBeHeard(process.hears, fact);
    frozen(fact.event);
    return { received, instance: process.correlate(fact) };
  } catch (cause) {
    return { received, instance: new PoisonFact(collectionOf(process), fact, cause) };
  }
};

/** Folds the facts into the states of their instances and collects what the process asks for. @throws PoisonFact */
const decide = async (process: AnyProcess, unit: UnitOfWork, step: Step, parked: Map<string, ParkedStream>) => {
  const { key, facts, lastAttempt } = step;
  const collection = collectionOf(process);
  const heard = facts.map((received) => heardBy(process, received));
  const ids = heard.flatMap(({ received, instance }) =>
    typeof instance === 'string' ? [idOf(received.fact.tenant, instance)] : [],
  );
  const before = await unit.load(collection, [...new Set(ids)]);
  const states = new Map<string, unknown>([...before].map(([id, document]) => [id, frozen(document['state'])]));
  const changed = new Map<string, StoredDocument>();
  const asked: StoredDocument[] = [];

  const handle = ({ received, instance }: Heard): void => {
    const { fact } = received;
    if (instance instanceof PoisonFact) throw instance;
    if (instance === undefined) return;
    const _id = idOf(fact.tenant, instance);
    const state = states.has(_id) ? states.get(_id) : frozen(process.initial);
    try {
      const reactions = process.react(fact, state);
      const next = process.evolve(state, fact);
      if (next instanceof Promise) throw new TypeError('evolve must return the state at once');
      asked.push(...reactionDocuments(key, received, instance, reactions));
      states.set(_id, frozen(next));
      changed.set(_id, { _id, tenant: fact.tenant, state: next });
    } catch (cause) {
      throw new PoisonFact(collection, fact, cause);
    }
  };

  for (const one of heard) {
    const { fact } = one.received;
    const waiting = parked.get(nameOfStream(fact));
    if (waiting !== undefined) {
      park(parked, key, fact, waiting.reason);
      continue;
    }
    try {
      handle(one);
    } catch (error) {
      if (!(error instanceof PoisonFact) || !lastAttempt) throw error;
      park(parked, key, fact, error.reason);
    }
  }
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
    const pending = await decide(process, unit, step, parked);
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
