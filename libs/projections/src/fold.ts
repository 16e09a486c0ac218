import type { Fact, Projection, Recorded } from '@telemachy/kernel';
import { comesLater } from './comes-later.ts';
import type { StoredDocument } from './document-store.ts';
import { frozen, isChangeOfFrozen } from './frozen.ts';
import { collectionOf, idOf } from './read-model.ts';
import { mustBeHeard } from './read-records.ts';

const reasonOf = (cause: unknown): string => {
  if (isChangeOfFrozen(cause))
    return `it changes what it was given (${(cause as Error).message}): make a copy of what is to change`;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
};

/** A fact that a projection's or a process's code cannot handle. */
export class PoisonFact extends Error {
  override readonly name = 'PoisonFact';
  readonly fact: Recorded;
  /** Why, without the names of stream and fact: the same for all that fail alike. */
  readonly reason: string;
  /** @param consumer `<name>.v<version>` whose code it is */
  constructor(consumer: string, fact: Recorded, cause: unknown) {
    const reason = reasonOf(cause);
    const { position, version, stream, event } = fact;
    super(
      `${consumer} cannot handle ${event.type} at position ${position}, version ${version} of ${stream}: ${reason}`,
      {
        cause,
      },
    );
    this.fact = fact;
    this.reason = reason;
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
    frozen(fact.event);
    const key = projection.keyOf(fact);
    if (key === undefined) return undefined;
    if (comesLater(key) || typeof key !== 'string')
      throw new TypeError('keyOf must return a string or undefined, at once');
    return idOf(fact.tenant, key);
  } catch (cause) {
    throw new PoisonFact(collectionOf(projection), fact, cause);
  }
};

/** What the projection sees of a document: its own fields. */
export const contentOf = ({ _id, tenant: _tenant, ...content }: StoredDocument): object => frozen(content);

/** A document as it is kept. */
export const storedFrom = (id: string, content: object): StoredDocument => ({
  ...content,
  _id: id,
  tenant: id.slice(0, id.indexOf('|')),
});

const checked = (content: object): object => {
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new TypeError('apply must return a plain object or undefined');
  if (comesLater(content)) throw new TypeError('apply must return the document itself, at once, and no promise of it');
  for (const field of ['_id', 'tenant'])
    if (field in content) throw new TypeError(`the field ${field} belongs to the runner: name yours otherwise`);
  return frozen(content);
};

/** What documents hold, by `_id`; `undefined`: there is none. */
export type Folded = Map<string, object | undefined>;

/** One more fact, folded into the documents. @throws PoisonFact, and nothing has changed */
export const foldFact = (projection: AnyProjection, documents: Folded, id: string, fact: Recorded): void => {
  try {
    const after = projection.apply(documents.get(id), fact);
    documents.set(id, after === undefined ? undefined : checked(after));
  } catch (cause) {
    throw new PoisonFact(collectionOf(projection), fact, cause);
  }
};
