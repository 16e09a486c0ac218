import type { Recorded } from '@telemachy/kernel';
import { DocumentRefused } from './document-store.ts';
import type { Change, CheckpointKey, DocumentStore, UnitOfWork } from './document-store.ts';
import { PoisonFact, contentOf, documentOf, foldFact, storedFrom } from './fold.ts';
import type { AnyProjection, Folded } from './fold.ts';
import { foldInOrder, isMark, waitingFor } from './fold-in-order.ts';
import { loadParked, nameOfStream, parkedChange, parkedCollection } from './parked.ts';
import type { ParkedStream } from './parked.ts';
import type { Step } from './step.ts';

export type Folding = {
  readonly projection: AnyProjection;
  readonly key: CheckpointKey;
  readonly facts: readonly Recorded[];
  /** Streams set aside, by name; facts are added to them in order. */
  readonly parked: Map<string, ParkedStream>;
  /** Documents that the store refuses, and why. */
  readonly refused: ReadonlyMap<string, string>;
  /** Whether a fact that cannot be folded is set aside; else it is thrown. */
  readonly setAside: boolean;
};

const documentOrPoison = (projection: AnyProjection, fact: Recorded): string | undefined | PoisonFact => {
  try {
    return documentOf(projection, fact);
  } catch (error) {
    if (error instanceof PoisonFact) return error;
    throw error;
  }
};

/** What changed between loading and folding: at most one change per document. */
const changesOf = (before: Folded, after: Folded): Change[] =>
  [...after].flatMap(([id, content]): Change[] => {
    if (content === before.get(id)) return [];
    return [content === undefined ? { kind: 'remove', id } : { kind: 'put', document: storedFrom(id, content) }];
  });

/**
 * Loads the documents of the facts with one query, folds in memory, and writes each document once. A skip mark lets go of a stream that was set aside because
 * of the fact it speaks of. @throws PoisonFact
 */
export const foldFacts = async (
  unit: UnitOfWork,
  { projection, key, facts, parked, refused, setAside }: Folding,
): Promise<void> => {
  const collection = key.consumer;
  const places = new Map(
    [...waitingFor(facts, parked), ...facts]
      .filter((fact) => !isMark(fact))
      .map((fact) => [fact, documentOrPoison(projection, fact)]),
  );
  const ids = new Set([...places.values()].filter((id) => typeof id === 'string'));
  const loaded = await unit.load(collection, [...ids]);
  const before: Folded = new Map([...loaded].map(([id, document]) => [id, contentOf(document)]));
  const documents: Folded = new Map(before);
  const fold = (fact: Recorded): void => {
    const id = places.get(fact);
    if (id instanceof PoisonFact) throw id;
    if (id === undefined) return;
    const refusal = refused.get(id);
    if (refusal !== undefined) throw new PoisonFact(collection, fact, refusal);
    foldFact(projection, documents, id, fact);
  };
  foldInOrder({ facts, key, parked, setAside, fold });
  await unit.write(collection, changesOf(before, documents));
};

/** One step of a projection: documents, parked streams and checkpoint in one unit of work. */
export const projectionStep = (
  projection: AnyProjection,
  documents: DocumentStore,
  counting: (facts: readonly Recorded[]) => Promise<readonly Recorded[]> = async (facts) => facts,
) => {
  const attempt = async (step: Step, refused: ReadonlyMap<string, string>): Promise<{ parked: number }> => {
    const { key, from, to, lastAttempt: setAside, mayBeParked } = step;
    const facts = await counting(step.facts.map(({ fact }) => fact));
    const names = new Set(
      mayBeParked.size === 0 ? [] : facts.map(nameOfStream).filter((name) => mayBeParked.has(name)),
    );
    const { before, after } = await documents.transact(async (unit) => {
      const found = await loadParked(unit, key.consumer, names);
      const parked = new Map(found);
      await foldFacts(unit, { projection, key, facts, parked, refused, setAside });
      const changed = [...parked].filter(([name, stream]) => stream !== found.get(name));
      await unit.write(
        parkedCollection,
        changed.map(([, stream]) => parkedChange(stream)),
      );
      await unit.moveCheckpoint(key, from, to);
      return { before: found, after: parked };
    });
    for (const name of names) mayBeParked.delete(name);
    for (const name of after.keys()) mayBeParked.add(name);
    const count = (streams: ReadonlyMap<string, ParkedStream>): number =>
      [...streams.values()].reduce((sum, stream) => sum + stream.facts.length, 0);
    return { parked: count(after) - count(before) };
  };

  return async (step: Step): Promise<{ parked: number }> => {
    const refused = new Map<string, string>();
    for (;;) {
      try {
        return await attempt(step, refused);
      } catch (error) {
        if (!(error instanceof DocumentRefused) || !step.lastAttempt || refused.has(error.id)) throw error;
        refused.set(error.id, error.message);
      }
    }
  };
};
