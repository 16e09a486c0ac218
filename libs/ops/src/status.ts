import { mongoEventStore } from '@telemachy/event-store';
import { mongoDocuments } from '@telemachy/projections';
import type { Installation } from './installation.ts';
import type { Registration } from './registration.ts';

export type ServiceStatus = {
  readonly service: string;
  /** Position of the last numbered fact. */
  readonly events: number;
  readonly consumers: readonly {
    readonly group: string;
    readonly topic: string;
    readonly partition: number;
    /** Position of the last fact this consumer has handled in the partition. */
    readonly position: number;
  }[];
};

/** How far one service's facts and read models are. */
export const status = async (
  { name, projections }: Registration,
  installation: Installation,
): Promise<ServiceStatus> => {
  const db = installation.databaseOf(name);
  const documents = mongoDocuments(db);
  const groups = projections.map(({ projection }) => `${name}.${projection.name}.v${projection.version}`);
  const checkpoints = await Promise.all(groups.map((group) => documents.checkpointsOf(group)));
  return {
    service: name,
    events: await mongoEventStore({ db }).lastPosition(),
    consumers: checkpoints
      .flat()
      .map(({ consumer, topic, partition, position }) => ({ group: consumer, topic, partition, position })),
  };
};
