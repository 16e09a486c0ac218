import { Schema, type Connection, type Model } from 'mongoose';
import type { Projection } from '@telemachy/kernel';
import { collectionOf, idOf, parseAtLeast, present, type Freshness } from '@telemachy/projections';
import { Problem } from '../http/problem.ts';
import { decodeCursor, encodeCursor, type Page, type PageAsked } from './page.ts';

type Named = { readonly name: string; readonly version: number };

/** A MongoDB filter on the document's own fields; the tenant is added here, so that no caller can forget it. */
export type Where = Readonly<Record<string, unknown>>;

const longestWaitMs = 5000;
const newIdWaitMs = 1000;

type Stored = { readonly _id: string; readonly tenant: string; readonly [field: string]: unknown };

/** The projection says what a document holds; mongoose is told no more than the two fields that belong to the runner. */
const modelOf = (connection: Connection, projection: Named): Model<Stored> => {
  const name = collectionOf(projection);
  const schema = new Schema<Stored>({ _id: String, tenant: String } as never, {
    strict: false,
    versionKey: false,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    collection: name,
  });
  return (connection.models[name] as Model<Stored> | undefined) ?? connection.model<Stored>(name, schema);
};

/** The documents of one projection, read by tenant. */
export class ReadModel<Doc extends object> {
  readonly #model: Model<Stored>;
  readonly #projection: Named;
  readonly #freshness: Freshness;

  constructor(connection: Connection, projection: Named, freshness: Freshness) {
    this.#model = modelOf(connection, projection);
    this.#projection = projection;
    this.#freshness = freshness;
  }

  /** Waits until this commit is folded. @throws Problem 503 when it is not within 5 s; a commit that does not exist never is */
  async atLeast(tenant: string, wanted: string | undefined): Promise<void> {
    const atLeast = wanted === undefined ? undefined : parseAtLeast(wanted);
    if (atLeast === undefined) return;
    if (await this.#freshness.reached(this.#projection, tenant, atLeast, longestWaitMs)) return;
    throw new Problem(503, 'behind', 'The answer is not as fresh as asked for yet. Ask again.', {
      headers: { 'retry-after': '1' },
    });
  }

  /** The document as it is now. */
  async peek(tenant: string, key: string): Promise<Doc | undefined> {
    const found = await this.#model.findById(idOf(tenant, key)).lean<Stored>();
    return found === null ? undefined : documentOf<Doc>(found);
  }

  /** The document; one that is not there yet is waited for, up to a second, since its command may have been answered just now. */
  async find(tenant: string, key: string, atLeast?: string): Promise<Doc | undefined> {
    await this.atLeast(tenant, atLeast);
    return present(() => this.peek(tenant, key), atLeast === undefined ? newIdWaitMs : 0);
  }

  /** All documents that fit, at most 1000: for questions whose answer is small by nature. */
  async all(tenant: string, where: Where): Promise<readonly Doc[]> {
    const found = await this.#model
      .find({ ...where, tenant })
      .limit(1000)
      .lean<Stored[]>();
    return found.map((document) => documentOf<Doc>(document));
  }

  /** One page, in the order of the keys. */
  async page(tenant: string, where: Where, asked: PageAsked): Promise<Page<Doc>> {
    await this.atLeast(tenant, asked.atLeast);
    const after = asked.cursor === undefined ? {} : { _id: { $gt: `${tenant}|${decodeCursor(asked.cursor)}` } };
    const found = await this.#model
      .find({ ...where, tenant, ...after })
      .sort({ _id: 1 })
      .limit(asked.limit + 1)
      .lean<Stored[]>();
    const items = found.slice(0, asked.limit);
    const last = items.at(-1);
    const more = found.length > asked.limit && last !== undefined;
    return {
      items: items.map((document) => documentOf<Doc>(document)),
      ...(more ? { next: encodeCursor(last._id.slice(tenant.length + 1)) } : {}),
    };
  }
}

const documentOf = <Doc>({ _id, tenant: _tenant, ...fields }: Stored): Doc => fields as Doc;

/** Where a service's handlers get their read models from. */
export class ReadModels {
  readonly #connection: Connection;
  readonly #freshness: Freshness;

  constructor(connection: Connection, freshness: Freshness) {
    this.#connection = connection;
    this.#freshness = freshness;
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- the facts it folds do not matter to who reads it
  of<Doc extends object>(projection: Projection<Doc, any>): ReadModel<Doc> {
    return new ReadModel<Doc>(this.#connection, projection, this.#freshness);
  }
}
