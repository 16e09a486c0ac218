import { setTimeout as pause } from 'node:timers/promises';
import { ownerOf } from '@telemachy/contracts';
import { mongoEventStore } from '@telemachy/event-store';
import type { Recorded } from '@telemachy/kernel';
import { collectionOf, hashOf, mongoDocuments, rebuildInMemory } from '@telemachy/projections';
import { factsOf } from './facts-of.ts';
import type { Installation } from './installation.ts';
import type { AnyProjection, Registration } from './registration.ts';

export type Compared = {
  readonly readModel: string;
  readonly documents: number;
  readonly equal: boolean;
  /** Ids of documents that differ, are missing or are too many; at most five. */
  readonly differing: readonly string[];
};

export type VerifiedService = {
  readonly service: string;
  readonly events: number;
  readonly readModels: readonly Compared[];
};

/** How often a read model that is still catching up is looked at again, and for how long a pause. */
const tries = 20;
const pauseMs = 500;

/** Folds every read model anew from the event stores of all services and compares it with the live one, document by document, by hash. */
export const verify = async (registration: Registration, installation: Installation): Promise<VerifiedService> => {
  const readModels: Compared[] = [];
  for (const { projection } of registration.projections) {
    readModels.push(await compareUntilEqual(registration.name, projection as AnyProjection, installation));
  }
  const own = mongoEventStore({ db: installation.databaseOf(registration.name) });
  return { service: registration.name, events: await own.lastPosition(), readModels };
};

/** A read model follows its facts by some milliseconds; only one that stays different is different. */
const compareUntilEqual = async (
  service: string,
  projection: AnyProjection,
  installation: Installation,
): Promise<Compared> => {
  for (let attempt = 1; ; attempt += 1) {
    const compared = await compare(service, projection, installation);
    if (compared.equal || attempt === tries) return compared;
    await pause(pauseMs);
  }
};

const compare = async (service: string, projection: AnyProjection, installation: Installation): Promise<Compared> => {
  const rebuilt = await rebuildInMemory(projection, factsHeardBy(projection, installation));
  const live = mongoDocuments(installation.databaseOf(service)).all(collectionOf(projection));
  const differing: string[] = [];
  const unseen = new Set(rebuilt.keys());
  for await (const document of live) {
    unseen.delete(document._id);
    const expected = rebuilt.get(document._id);
    if (expected === undefined || hashOf(expected) !== hashOf(document)) differing.push(document._id);
  }
  differing.push(...unseen);
  return {
    readModel: collectionOf(projection),
    documents: rebuilt.size,
    equal: differing.length === 0,
    differing: differing.slice(0, 5),
  };
};

/** Service after service: a document's fields are owned by one stream each, so their order among one another does not matter. */
async function* factsHeardBy(projection: AnyProjection, installation: Installation): AsyncGenerator<Recorded> {
  const owners = new Set(projection.hears.map(ownerOf));
  for (const owner of owners) {
    const store = mongoEventStore({ db: installation.databaseOf(owner) });
    for await (const fact of factsOf(store)) if (projection.hears.includes(fact.event.type)) yield fact;
  }
}
