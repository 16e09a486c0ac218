import { expect } from '@jest/globals';
import type { Fact, Projection, Recorded } from '@telemachy/kernel';
import { deepFreeze } from './deep-freeze.ts';
import { inOrder } from './recorded.ts';

const isRecorded = <Event extends Fact>(fact: Event | Recorded<Event>): fact is Recorded<Event> => 'event' in fact;

/** `given(facts).then(document)`: a projection's answer as sentences. Facts that it does not hear are skipped, as the runner does. */
export const projectionSpecFor = <Doc, Event extends Fact>(projection: Projection<Doc, Event>) => {
  const fold = (facts: readonly Recorded<Event>[]): ReadonlyMap<string, Doc> => {
    const documents = new Map<string, Doc>();
    for (const fact of facts) {
      const key = projection.hears.includes(fact.event.type) ? projection.keyOf(fact) : undefined;
      if (key === undefined) continue;
      const after = projection.apply(documents.get(key), deepFreeze(fact));
      if (after === undefined) documents.delete(key);
      else documents.set(key, deepFreeze(after));
    }
    return documents;
  };
  /** Plain facts are taken as one stream's, in order; `recorded(fact, { … })` says otherwise. */
  const given = (...facts: readonly (Event | Recorded<Event>)[]) => {
    const all = facts.every(isRecorded)
      ? (facts as readonly Recorded<Event>[])
      : inOrder(facts.map((fact) => (isRecorded(fact) ? fact.event : fact)));
    return {
      /** There is this one document. */
      // oxlint-disable-next-line unicorn/no-thenable -- given, when, then; nobody awaits it
      then: (document: Doc) => expect([...fold(all).values()]).toEqual([document]),
      /** There is one document, and it has at least these fields. */
      thenMatches: (part: Partial<Doc>) => expect([...fold(all).values()]).toMatchObject([part] as never),
      thenNone: () => expect([...fold(all).values()]).toEqual([]),
      documents: () => fold(all),
    };
  };
  return { given };
};
