import type { Fact, Process } from '@telemachy/kernel';
import { withoutSkipped } from '@telemachy/contracts';
import {
  collectionOf,
  loadParked,
  nameOfStream,
  parkedChange,
  parkedCollection,
  stillWaiting,
  type DocumentStore,
  type ParkedStream,
  type Retried,
  type StreamName,
} from '@telemachy/projections';
import { reactionsCollection } from './pending-reaction.ts';
import { decide, type AnyProcess } from './process-step.ts';

export type RetryProcessOptions<State, Event extends Fact, Command> = StreamName & {
  readonly process: Process<State, Event, Command>;
  readonly documents: DocumentStore;
  /** Ids of waiting facts that no longer count, although the marks that say so have not come here yet. */
  readonly skipped?: ReadonlySet<string>;
};

/**
 * Has a process hear the waiting facts of a stream, in order, as far as that goes. What it asks for is kept, and carried out within about a second by whoever
 * runs the process. Safe beside it.
 */
export const retryParkedProcess = <State, Event extends Fact, Command>({
  process,
  documents,
  tenant,
  stream,
  skipped = new Set(),
}: RetryProcessOptions<State, Event, Command>): Promise<Retried> => {
  const any = process as unknown as AnyProcess;
  const consumer = collectionOf(any);
  const name = nameOfStream({ tenant, stream });
  return documents.transact(async (unit) => {
    const waiting = (await loadParked(unit, consumer, [name])).get(name);
    if (waiting === undefined) return { done: 0, left: 0 };
    const { topic, partition } = waiting;
    const counting = withoutSkipped(waiting.facts).filter(({ id }) => !skipped.has(id));
    const parked = new Map<string, ParkedStream>();
    const facts = counting.map((fact) => ({ fact }));
    await decide(unit, {
      process: any,
      key: { consumer, topic, partition },
      facts,
      parked,
      setAside: true,
      again: true,
    });
    const left = stillWaiting(waiting, parked.get(name));
    await unit.write(parkedCollection, [parkedChange(left)]);
    return { done: waiting.facts.length - left.facts.length, left: left.facts.length };
  });
};

const change = (
  documents: DocumentStore,
  ids: readonly string[],
  fields: Readonly<Record<string, unknown>>,
): Promise<number> =>
  documents.transact(async (unit) => {
    const found = [...(await unit.load(reactionsCollection, ids)).values()].filter(({ state }) => state === 'parked');
    const changed = found.map((document) => ({ kind: 'put', document: { ...document, ...fields } }) as const);
    await unit.write(reactionsCollection, changed);
    return changed.length;
  });

/**
 * Wants reactions done that were given up, under the identity that they had: whoever runs the process carries them out within about a second.
 * @returns how many; those that somebody else has settled meanwhile are left alone
 */
export const retryReactions = (documents: DocumentStore, ids: readonly string[]): Promise<number> =>
  change(documents, ids, { state: 'waiting', again: true, reason: undefined, since: undefined });

export type SkipReactions = { readonly why: string; readonly by: string };

/** Says of reactions that were given up that they are not to be done. They are kept, with who said so and why. @returns how many */
export const skipReactions = async (
  documents: DocumentStore,
  ids: readonly string[],
  { why, by }: SkipReactions,
): Promise<number> => {
  const at = new Date(await documents.now()).toISOString();
  return change(documents, ids, { state: 'skipped', skipped: { why, by, at } });
};
