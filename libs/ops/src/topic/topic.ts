import { hostname } from 'node:os';
import type { Installation } from '../installation.ts';
import type { Registration } from '../registration.ts';
import { compareTopic, type ComparedTopic } from './compare-topic.ts';
import { fillTopic, type FilledTopic } from './fill-topic.ts';
import { followTopic, type FollowedTopic } from './follow-topic.ts';
import { finishNextTopic } from './next-topic.ts';
import type { TopicAsked } from './read-topic.ts';

export type TopicAnswer =
  | ({ readonly did: 'compare' } & ComparedTopic)
  | ({ readonly did: 'fill' } & FilledTopic)
  | ({ readonly did: 'follow' } & FollowedTopic)
  | { readonly did: 'finish'; readonly service: string };

/** One step of making the next generation of a topic; each may be repeated. */
export const topic = async (
  registration: Registration,
  installation: Pick<Installation, 'databaseOf' | 'topicOf' | 'log'>,
  asked: TopicAsked,
  signal?: AbortSignal,
): Promise<TopicAnswer> => {
  const service = registration.service.name;
  switch (asked.does) {
    case 'compare':
      return { did: 'compare', ...(await compareTopic(service, installation, asked.owner)) };
    case 'fill': {
      const builder = `${hostname()}/${process.pid}/${Date.now()}`;
      return {
        did: 'fill',
        ...(await fillTopic(service, installation, { builder, ...(signal === undefined ? {} : { signal }) })),
      };
    }
    case 'follow':
      return { did: 'follow', ...(await followTopic(registration, installation, asked)) };
    case 'finish':
      await finishNextTopic(installation.databaseOf(service), service);
      return { did: 'finish', service };
  }
};
