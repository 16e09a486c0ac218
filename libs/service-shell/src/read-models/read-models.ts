import { Schema, type Connection, type Model } from 'mongoose';
import type { Collection } from 'mongodb';
import type { Projection } from '@telemachy/kernel';
import { eachTenant, groupReads, type GroupReads } from '@telemachy/event-store';
import { collectionOf, idOf, parseAtLeast, present, type Freshness, type LiveReads } from '@telemachy/projections';
import { invalid, Problem } from '../http/problem.ts';
import { decodeCursor, encodeCursor, noSuchCursor, type Page, type PageAsked } from './page.ts';

type Named = { readonly name: string; readonly version: number };

/** A MongoDB filter on the document's own fields; the tenant is added here, so that no caller can forget it. */
export type Where = Readonly<Record<string, unknown>>;

const longestWaitMs = 5000;
const newIdWaitMs = 1000;

type Stored = { readonly _id: string; readonly tenant: string; readonly [field: string]: unknown };

/** The projection says what a document holds; mongoose is told no more than the two fields that belong to the runner. */
const modelOf = (connection: Connection, name: string): Model<Stored> => {
  const known = connection.models[name] as Model<Stored> | undefined;
  if (known !== undefined) return known;
  const schema = new Schema<Stored>({ _id: String, tenant: String } as never, {
    strict: false,
    versionKey: false,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    collection: name,
  });
  return connection.model<Stored>(name, schema);
};

type DocumentKey = { readonly tenant: string; readonly id: string };

const oneOf = (model: Model<Stored>, ids: readonly string[], ms: number): Promise<Stored[]> =>
  model
    .find({ _id: { $in: ids } })
    .maxTimeMS(ms)
    .lean<Stored[]>()
    .exec();

/** A document with the two fields that belong to the runner. */
export type Kept<Doc> = Doc & { readonly _id: string; readonly tenant: string };

/** The documents of one projection, read by tenant, from the generation that is live when somebody asks. */
export class ReadModel<Doc extends object> {
  readonly #sources: Sources;
  readonly #projection: Named;
  readonly #byKey: GroupReads<DocumentKey, Stored>;

  constructor(sources: Sources, projection: Named) {
    this.#sources = sources;
    this.#projection = projection;
    this.#byKey = groupReads({
      read: (keys) =>
        this.#from((model) =>
          eachTenant(keys, (_, some) =>
            oneOf(
              model,
              some.map(({ id }) => id),
              sources.longestQueryMs,
            ),
          ),
        ),
      nameOfKey: ({ id }) => id,
      nameOfFound: ({ _id }) => _id,
    });
  }

  #from<Answer>(read: (model: Model<Stored>) => Promise<Answer>): Promise<Answer> {
    const { connection, reads } = this.#sources;
    return reads.from(collectionOf(this.#projection), (name) => read(modelOf(connection, name)));
  }

  /** For what the methods below cannot ask. Whoever uses it says the tenant and, where somebody waits, `maxTimeMS`; it may be asked twice. */
  query<Answer>(read: (documents: Collection<Kept<Doc>>) => Promise<Answer>): Promise<Answer> {
    return this.#from((model) => read(model.collection as unknown as Collection<Kept<Doc>>));
  }

  /** Waits until this commit is folded. @throws Problem 503 when it is not within 5 s, 400 when there is no such commit */
  async atLeast(tenant: string, wanted: string | undefined): Promise<void> {
    if ((await this.#reached(tenant, wanted)) === 'unknown') throw noSuchCommit();
  }

  /** The document as it is now. Those who ask at once are answered by one read. */
  async peek(tenant: string, key: string): Promise<Doc | undefined> {
    const [found] = await this.#byKey.ask({ tenant, id: idOf(tenant, key) });
    return found && documentOf<Doc>(found);
  }

  /**
   * The document, where the caller may see it; else it is waited for, up to a second, since its command may have been answered just now.
   * What somebody else has and what nobody has take the same way here, so that not even the time tells them apart.
   * @param mayBeSeen by this caller, such as `(goal) => access.may(sidesOf(goal, access.person))`; `bySomeone` where a role alone decides
   * @throws Problem 503, 400 as `atLeast` does, the latter only where there is a document to see
   */
  async find(
    tenant: string,
    key: string,
    mayBeSeen: (document: Doc) => boolean,
    atLeast?: string,
  ): Promise<Doc | undefined> {
    const until = performance.now() + newIdWaitMs;
    const commit = await this.#reached(tenant, atLeast);
    const seen = async (): Promise<Doc | undefined> => {
      const found = await this.peek(tenant, key);
      return found !== undefined && mayBeSeen(found) ? found : undefined;
    };
    const found = await present(seen, until - performance.now());
    if (found !== undefined && commit === 'unknown') throw noSuchCommit();
    return found;
  }

  async #reached(tenant: string, wanted: string | undefined): Promise<'seen' | 'unknown'> {
    const atLeast = wanted === undefined ? undefined : parseAtLeast(wanted);
    if (atLeast === undefined) return 'seen';
    const reached = await this.#sources.freshness.reached(this.#projection, tenant, atLeast, longestWaitMs);
    if (reached !== 'behind') return reached;
    throw new Problem(503, 'behind', 'The answer is not as fresh as asked for yet. Ask again.', {
      headers: { 'retry-after': '1' },
    });
  }

  /** All documents that fit, at most 1000: for questions whose answer is small by nature. */
  async all(tenant: string, where: Where): Promise<readonly Doc[]> {
    const found = await this.#from((model) =>
      model
        .find({ ...where, tenant })
        .limit(1000)
        .maxTimeMS(this.#sources.longestQueryMs)
        .lean<Stored[]>()
        .exec(),
    );
    return found.map((document) => documentOf<Doc>(document));
  }

  /** All documents that fit, of all organizations: for what the edge itself holds in memory. No handler answers from it. */
  ofAllTenants(where: Where = {}): Promise<readonly Kept<Doc>[]> {
    return this.#from((model) => model.find(where).lean<Stored[]>().exec()) as Promise<unknown> as Promise<Kept<Doc>[]>;
  }

  /** How many there are. */
  count(tenant: string, where: Where): Promise<number> {
    return this.#from((model) =>
      model
        .countDocuments({ ...where, tenant })
        .maxTimeMS(this.#sources.longestQueryMs)
        .exec(),
    );
  }

  /** One page, in the order of the keys, or by a field that every document has, and the keys where it is the same. */
  async page(tenant: string, where: Where, asked: PageAsked, by?: PageOrder): Promise<Page<Doc>> {
    await this.atLeast(tenant, asked.atLeast);
    const direction = by?.descending === true ? -1 : 1;
    const after = asked.cursor === undefined ? {} : afterCursor(tenant, asked.cursor, by);
    const found = await this.#from((model) =>
      model
        .find({ ...where, tenant, ...after })
        .sort({ ...(by && { [by.field]: direction }), _id: direction })
        .limit(asked.limit + 1)
        .maxTimeMS(this.#sources.longestQueryMs)
        .lean<Stored[]>()
        .exec(),
    );
    const items = found.slice(0, asked.limit);
    const last = items.at(-1);
    const more = found.length > asked.limit && last !== undefined;
    return {
      items: items.map((document) => documentOf<Doc>(document)),
      ...(more ? { next: encodeCursor(cursorOf(last, tenant, by)) } : {}),
    };
  }
}

/** Instants and other texts whose order is that of what they mean. */
export type PageOrder = { readonly field: string; readonly descending?: boolean };

const separator = '|';
const cursorOf = (last: Stored, tenant: string, by: PageOrder | undefined): string => {
  const key = last._id.slice(tenant.length + 1);
  return by === undefined ? key : `${String(last[by.field])}${separator}${key}`;
};

/** What comes after the last document of the page before. @throws Problem 400 for a cursor that we never gave out */
const afterCursor = (tenant: string, cursor: string, by: PageOrder | undefined): Where => {
  const said = decodeCursor(cursor);
  if (by === undefined) return { _id: { $gt: `${tenant}|${said}` } };
  const end = said.indexOf(separator);
  if (end < 0) throw noSuchCursor();
  const [value, key] = [said.slice(0, end), said.slice(end + 1)];
  const beyond = by.descending === true ? '$lt' : '$gt';
  const sameValue = { [by.field]: value, _id: { [beyond]: `${tenant}|${key}` } };
  return { $or: [{ [by.field]: { [beyond]: value } }, sameValue] };
};

/** `mayBeSeen` of a question that a role alone, or being oneself, has settled before. */
export const bySomeone = (): boolean => true;

/** Another organization's commit, one of another stream and one that never was are the same. */
const noSuchCommit = (): Problem =>
  invalid('query', 'atLeast', 'names no commit; take the Location of an answer as it is, or leave this out');

const documentOf = <Doc>({ _id, tenant: _tenant, ...fields }: Stored): Doc => fields as Doc;

export type Sources = {
  readonly connection: Connection;
  readonly freshness: Freshness;
  readonly reads: LiveReads;
  /** MongoDB ends a query that takes longer. */
  readonly longestQueryMs: number;
};

/** Where a service's handlers get their read models from. */
export class ReadModels {
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- the facts it folds do not matter to who reads it
  of<Doc extends object>(projection: Projection<Doc, any>): ReadModel<Doc> {
    return new ReadModel<Doc>(this.#sources, projection);
  }
}
