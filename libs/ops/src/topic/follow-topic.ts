import { ownerOf } from '@telemachy/contracts';
import { mongoProgress } from '@telemachy/event-log';
import { reactionsCollection } from '@telemachy/processes';
import { collectionOf, switchTopic } from '@telemachy/projections';
import type { Installation } from '../installation.ts';
import { readModelsOf } from '../read-models-of.ts';
import type { Registration } from '../registration.ts';

export type FollowedTopic = {
  /** Whose consumers went on. */
  readonly service: string;
  readonly topic: string;
  /** Checkpoints that were moved; 0 where they had been before. */
  readonly checkpoints: number;
};

/** Moves all consumers of a service on to a generation of a topic: what runs finds out by itself within a second or two. */
export const followTopic = async (
  registration: Registration,
  { databaseOf, topicOf }: Pick<Installation, 'databaseOf' | 'topicOf'>,
  { owner, generation }: { readonly owner: string; readonly generation: number },
): Promise<FollowedTopic> => {
  const { name } = registration.service;
  const [from, topic] = [topicOf(owner, generation - 1), topicOf(owner, generation)];
  const made = await mongoProgress(databaseOf(owner)).read(topic);
  if (made === undefined) throw new Error(`${topic} was not made: npm run ops -- topic rebuild ${owner}`);
  const { processes = [] } = registration;
  const hear = [...readModelsOf(registration).map(({ projection }) => projection), ...processes];
  const checkpoints = await switchTopic(databaseOf(name), {
    service: owner,
    from,
    to: topic,
    generation,
    partitions: made.partitionseqs.length,
    consumers: hear.filter(({ hears }) => hears.some((type) => ownerOf(type) === owner)).map(collectionOf),
    alsoIn: [reactionsCollection],
  });
  return { service: name, topic, checkpoints };
};
