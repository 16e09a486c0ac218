import type { Fact, Projection, Recorded } from '@telemachy/kernel';
import type { StoredDocument } from './document-store.ts';
import { idOf } from './read-model.ts';
import { mustBeHeard } from './read-records.ts';

/** A fact that the projection's code cannot handle. */
export class PoisonFact extends Error {
  override readonly name = 'PoisonFact';
  readonly fact: Recorded;
  constructor(fact: Recorded, cause: unknown) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
    this.fact = fact;
  }
}

/** Any projection; its documents and facts are its own affair. */
export type AnyProjection = Projection<object>;

/** The runner needs no more of a projection than its functions; the facts it hears are those it is given. */
export const anyProjection = <Doc extends object, Event extends Fact>(
  projection: Projection<Doc, Event>,
): AnyProjection => projection as unknown as AnyProjection;

/** `_id` of the document that a fact belongs to. @throws PoisonFact */
export const documentOf = (projection: AnyProjection, fact: Recorded): string | undefined => {
  try {
    mustBeHeard(projection.hears, fact);
    const key = projection.keyOf(fact);
    return key === undefined ? undefined : idOf(fact.tenant, key);
  } catch (cause) {
    throw new PoisonFact(fact, cause);
  }
};

const reserved = ['_id', 'tenant'];

/** What the projection sees of a document: its own fields. */
export const contentOf = (document: StoredDocument): object => {
  const content: Record<string, unknown> = { ...document };
  for (const field of reserved) delete content[field];
  return content;
};

const stored = (id: string, tenant: string, content: object): StoredDocument => {
  if (typeof content !== 'object' || content === null || Array.isArray(content) || 'then' in content)
    throw new TypeError('apply must return a plain object or undefined, at once');
  for (const field of reserved)
    if (field in content) throw new TypeError(`the field ${field} belongs to the runner: name yours otherwise`);
  return { ...content, _id: id, tenant };
};

/** Documents by `_id`; `undefined`: there is none. */
export type Folded = Map<string, StoredDocument | undefined>;

/** One more fact, folded into the documents. @throws PoisonFact, and nothing has changed */
export const foldFact = (projection: AnyProjection, documents: Folded, id: string, fact: Recorded): void => {
  const before = documents.get(id);
  try {
    const after = projection.apply(before === undefined ? undefined : contentOf(before), fact);
    documents.set(id, after === undefined ? undefined : stored(id, fact.tenant, after));
  } catch (cause) {
    throw new PoisonFact(fact, cause);
  }
};
