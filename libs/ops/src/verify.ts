import { setTimeout as pause } from 'node:timers/promises';
import { ownerOf } from '@telemachy/contracts';
import { mongoEventStore } from '@telemachy/event-store';
import type { Recorded } from '@telemachy/kernel';
import { collectionOf, compareWithRebuilt, mongoDocuments, type Comparison } from '@telemachy/projections';
import { factsOf } from './facts-of.ts';
import type { Installation } from './installation.ts';
import type { Projection } from '@telemachy/kernel';
import type { Registration } from './registration.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- any projection is folded alike
type AnyProjection = Projection<any, any>;

export type Compared = {
  readonly readModel: string;
  readonly documents: number;
  readonly equal: boolean;
  /** Of the live documents. */
  readonly hash: string;
  /** Ids of documents that differ, are missing or are too many; some of them. */
  readonly differing: readonly string[];
};

export type VerifiedService = {
  readonly service: string;
  readonly events: number;
  readonly readModels: readonly Compared[];
};

const pauseMs = 500;

/**
 * Folds every read model anew from the event stores of all services and compares it with the live one, document by document, by hash.
 * @param tries looks at a read model that differs, half a second apart: it may still be catching up
 */
export const verify = async (
  { service }: Registration,
  installation: Pick<Installation, 'databaseOf'>,
  tries = 20,
): Promise<VerifiedService> => {
  const readModels: Compared[] = [];
  const compareUntilEqual = patiently(installation, tries);
  for (const { projection } of service.projections) {
    const { equal, live, differing } = await compareUntilEqual(service.name, projection);
    const readModel = collectionOf(projection);
    readModels.push({ readModel, documents: live.documents, equal, hash: live.hash, differing });
  }
  const own = mongoEventStore({ db: installation.databaseOf(service.name) });
  return { service: service.name, events: await own.lastPosition(), readModels };
};

/** A read model follows its facts by some milliseconds, so it is looked at up to `tries` times; only one that stays different is different. */
const patiently =
  (installation: Pick<Installation, 'databaseOf'>, tries: number) =>
  async (service: string, projection: AnyProjection): Promise<Comparison> => {
    const live = mongoDocuments(installation.databaseOf(service));
    for (let attempt = 1; ; attempt += 1) {
      const compared = await compareWithRebuilt(live, projection, factsHeardBy(projection, installation));
      if (compared.equal || attempt === tries) return compared;
      await pause(pauseMs);
    }
  };

/** Service after service: a document's fields are owned by one stream each, so their order among one another does not matter. */
async function* factsHeardBy(
  { hears }: AnyProjection,
  installation: Pick<Installation, 'databaseOf'>,
): AsyncGenerator<Recorded> {
  const owners = new Set(hears.map((type) => ownerOf(type)));
  for (const owner of owners) yield* factsOf(mongoEventStore({ db: installation.databaseOf(owner) }));
}
