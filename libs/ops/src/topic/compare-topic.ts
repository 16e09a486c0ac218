import { topicGenerations } from '@telemachy/event-log';
import { mongoEventStore } from '@telemachy/event-store';
import { mongoDocuments } from '@telemachy/projections';
import type { Installation } from '../installation.ts';

export type ComparedTopic = {
  /** Whose consumers were looked at. */
  readonly service: string;
  readonly owner: string;
};

const remedy =
  'The databases were restored to different moments, or a service ran after they were restored and before its topics were made anew. ' +
  'Stop all services, restore every database to one moment, and begin again';

/**
 * Makes sure that no consumer of a service has heard more of an owner than the owner's store holds: it would go on behind facts that there never were, and
 * take the next ones, which get their positions, for known.
 * @throws Error naming each consumer, by how much it is ahead, and what to do
 */
export const compareTopic = async (
  service: string,
  { databaseOf, topicOf }: Pick<Installation, 'databaseOf' | 'topicOf'>,
  owner: string,
): Promise<ComparedTopic> => {
  const [read, written] = await Promise.all(
    [service, owner].map(async (one) => (await topicGenerations(databaseOf(one)).read()).get(owner) ?? 1),
  );
  if ((read ?? 1) > (written ?? 1))
    throw new Error(
      `${service} reads ${topicOf(owner, read)}, and ${owner} knows of ${topicOf(owner, written)} only. ${remedy}`,
    );
  const documents = mongoDocuments(databaseOf(service));
  const topic = topicOf(owner, read);
  const reached = new Map<string, number>();
  for (const consumer of await documents.consumers())
    for (const at of await documents.checkpointsOf(consumer))
      if (at.topic === topic) reached.set(consumer, Math.max(reached.get(consumer) ?? 0, at.position));
  // The consumers first: what they pass meanwhile, the store had before.
  const head = await mongoEventStore({ db: databaseOf(owner) }).lastPosition();
  const ahead = [...reached].filter(([, position]) => position > head);
  if (ahead.length > 0) {
    const told = ahead.map(([consumer, position]) => `${consumer} by ${position - head} facts (up to ${position})`);
    throw new Error(
      `${service} has heard more of ${owner} than its store holds, which ends at ${head}: ${told.join(', ')}. ${remedy}`,
    );
  }
  return { service, owner };
};
