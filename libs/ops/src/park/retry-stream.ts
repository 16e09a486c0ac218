import { ownerOf } from '@telemachy/contracts';
import { mongoEventStore } from '@telemachy/event-store';
import { retryParkedProcess } from '@telemachy/processes';
import { collectionOf, mongoDocuments, parkedCollection, retryParked, type Retried } from '@telemachy/projections';
import type { Db } from 'mongodb';
import type { Installation } from '../installation.ts';
import { readModelsOf } from '../read-models-of.ts';
import type { Registration } from '../registration.ts';
import type { ParkedItem } from './parked-items.ts';

export type StreamItem = Extract<ParkedItem, { kind: 'stream' }>;

/** Which of the facts that wait in a stream no longer count, as their owner's store says: their marks may not have come yet. */
const skippedIn = async (
  db: Db,
  { databaseOf }: Pick<Installation, 'databaseOf'>,
  { tenant, stream, first }: StreamItem,
): Promise<ReadonlySet<string>> => {
  const waiting: unknown[] = await db.collection(parkedCollection).distinct('facts.id', { tenant, stream });
  const owner = mongoEventStore({ db: databaseOf(ownerOf(first.type)) });
  return owner.skippedAmong(waiting.filter((id) => typeof id === 'string'));
};

/** Has the consumer of a stream handle what waits, in order, as far as that goes. */
export const retryStream =
  (registration: Registration, installation: Pick<Installation, 'databaseOf'>) =>
  async (item: StreamItem): Promise<Retried> => {
    const { consumer, tenant, stream } = item;
    const db = installation.databaseOf(registration.service.name);
    const common = { documents: mongoDocuments(db), tenant, stream, skipped: await skippedIn(db, installation, item) };
    const known = readModelsOf(registration).find(({ projection }) => collectionOf(projection) === consumer);
    if (known !== undefined) return retryParked({ ...common, projection: known.projection });
    const process = registration.processes?.find((one) => collectionOf(one) === consumer);
    if (process === undefined) throw new Error(`${registration.service.name} has no ${consumer}`);
    return retryParkedProcess({ ...common, process });
  };
