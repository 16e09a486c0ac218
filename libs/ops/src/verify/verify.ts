import { mongoClaimKeeper, mongoEventStore, verifyClaims, type ClaimsCompared } from '@telemachy/event-store';
import { hashOfState, rebuildStates } from '@telemachy/processes';
import { collectionOf, hashOfDocument, mongoDocuments, rebuildInMemory } from '@telemachy/projections';
import type { Installation } from '../installation.ts';
import { readModelsOf } from '../read-models-of.ts';
import type { Registration } from '../registration.ts';
import { verifyConsumer, type Comparable, type Compared } from './verify-consumer.ts';

export type VerifiedService = {
  readonly service: string;
  readonly events: number;
  readonly readModels: readonly Compared[];
  /** States of processes. */
  readonly processes: readonly Compared[];
  /** What is held by the streams of the service; `null` where it says nothing about claims. */
  readonly claims: ClaimsCompared | null;
};

/** Whether all is as the facts say, and nothing waits. */
export const isWell = ({ readModels, processes, claims }: VerifiedService): boolean =>
  [...readModels, ...processes].every(({ equal, behind, parked }) => equal && behind === 0 && parked === 0) &&
  (claims === null || claims.equal);

const comparableReadModels = (registration: Registration): readonly Comparable[] =>
  readModelsOf(registration).map(({ projection }) => ({
    name: collectionOf(projection),
    hears: projection.hears,
    rebuild: (facts) => rebuildInMemory(projection, facts),
    hashOf: hashOfDocument,
    orderMatters: false,
  }));

const comparableProcesses = ({ processes = [] }: Registration): readonly Comparable[] =>
  processes.map((process) => ({
    name: collectionOf(process),
    hears: process.hears,
    rebuild: (facts) => rebuildStates(process, facts),
    hashOf: hashOfState,
    orderMatters: true,
  }));

/**
 * Folds every read model (the list of pending timers among them) and every process's states anew from the event stores of all services and compares them with
 * what is kept, document by document, by hash; compares claims with what the facts say. Safe beside live traffic; changes nothing.
 * @param tries looks at what differs or is behind, half a second apart: it may still be catching up
 */
export const verify = async (
  registration: Registration,
  installation: Pick<Installation, 'databaseOf' | 'topicOf'>,
  tries = 20,
): Promise<VerifiedService> => {
  const { name, claims } = registration.service;
  const db = installation.databaseOf(name);
  const options = { installation, documents: mongoDocuments(db), tries };
  const compareAll = async (all: readonly Comparable[]): Promise<readonly Compared[]> => {
    const compared: Compared[] = [];
    for (const one of all) compared.push(await verifyConsumer(one, options));
    return compared;
  };
  return {
    service: name,
    events: await mongoEventStore({ db }).lastPosition(),
    readModels: await compareAll(comparableReadModels(registration)),
    processes: await compareAll(comparableProcesses(registration)),
    claims: claims === undefined ? null : await verifyClaims(mongoClaimKeeper(db), claims),
  };
};
