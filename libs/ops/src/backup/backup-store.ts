import { join } from 'node:path';
import { services } from '@telemachy/contracts';
import { mongoProgress } from '@telemachy/event-log';
import type { Db, Timestamp } from 'mongodb';
import type { Installation } from '../installation.ts';
import { progress } from '../output.ts';
import type { Registration } from '../registration.ts';
import { keptCollections, type Kept } from './kept-collections.ts';
import { writeLines } from './lines.ts';
import type { ServiceBackup } from './manifest.ts';
import { momentFrom, readAt } from './read-at.ts';

type Files = ServiceBackup['files'];

export const fileOf = (collection: string): string => `${collection.replaceAll(/[^\w.-]/g, '_')}.ndjson.gz`;

/** Writes collections of one database as they were at one moment, one file each. */
export const writeCollections = async (
  db: Db,
  folder: string,
  kept: readonly Kept[],
  moment: Timestamp,
): Promise<Files> => {
  const say = progress();
  const files: Files = [];
  for (const one of kept) {
    let read = 0;
    const documents = async function* () {
      for await (const document of readAt(db, one, moment)) {
        read += 1;
        say(() => `${db.databaseName}: ${read} documents of ${one.collection} written`);
        yield document;
      }
    };
    const file = fileOf(one.collection);
    files.push({ collection: one.collection, file, ...(await writeLines(join(folder, file), documents())) });
  }
  return files;
};

const positionAt = async (db: Db, moment: Timestamp): Promise<number> => {
  const session = db.client.startSession({ causalConsistency: false });
  try {
    const [last] = await db
      .runCursorCommand(
        {
          find: 'batches',
          sort: { _id: -1 },
          limit: 1,
          projection: { n: 1 },
          readConcern: { level: 'snapshot', atClusterTime: moment },
        },
        { session },
      )
      .toArray();
    return last === undefined ? 0 : Number(last['_id']) + Number(last['n']) - 1;
  } finally {
    await session.endSession();
  }
};

/** Writes what a backup holds of one service, as it was at a moment: the same for all services, so that nobody has heard what another does not hold. */
export const backupStore = async (
  registration: Registration,
  installation: Pick<Installation, 'databaseOf' | 'topicOf' | 'generationOf' | 'log'>,
  folder: string,
  momentOf: string,
): Promise<ServiceBackup> => {
  const { name: service } = registration.service;
  const db = installation.databaseOf(service);
  const topic = installation.topicOf(service);
  const moment = momentFrom(momentOf);
  const topics = services.map((one) => installation.topicOf(one));
  const kept = await keptCollections(db, registration, topics);
  const files = await writeCollections(db, join(folder, service), kept, moment);
  const published = await mongoProgress(db).read(topic);
  return {
    service,
    position: await positionAt(db, moment),
    topic,
    generation: installation.generationOf(service),
    partitions: published?.partitionseqs.length ?? (await installation.log().partitionsOf(topic)),
    files,
  };
};
