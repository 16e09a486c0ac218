import type { Fact, Recorded } from './recorded.ts';

/**
 * Facts turned into an answer that someone reads. Pure: the same facts in the order of their streams give the same documents.
 * A document may be fed by several streams (they arrive in no fixed order among one another), so each of its fields must be owned by one stream,
 * and `apply` must not depend on which stream spoke first; live and rebuilt documents are compared by hash.
 */
export type Projection<Doc, Event extends Fact = Fact> = {
  /** The question it answers, kebab-case; the collection is `<name>.v<version>`. */
  readonly name: string;
  readonly version: number;
  /** The types it folds; everything else is skipped. */
  readonly hears: readonly Event['type'][];
  /** Which document this fact belongs to, within its tenant; `undefined`: none. */
  readonly keyOf: (fact: Recorded<Event>) => string | undefined;
  /** The document after the fact; `undefined` removes it. Must not mutate its input. */
  readonly apply: (document: Doc | undefined, fact: Recorded<Event>) => Doc | undefined;
};
