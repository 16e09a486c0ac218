import type { EventStore } from '@telemachy/event-store';
import { MalformedRecord, placeOf } from './codec.ts';
import type { EventLog, ReceivedRecord } from './port.ts';

/** The topic holds facts that its store has lost: somebody restored the store to an earlier moment. */
export class TopicAhead extends Error {
  override readonly name = 'TopicAhead';
  constructor(service: string, { topic, last, head }: Record<'last' | 'head', number> & { readonly topic: string }) {
    super(
      `${topic} holds facts up to position ${last}, and the store of ${service} ends at ${head}: the database was restored to an earlier moment, ` +
        `and ${last - head} facts that were lost with it are still in the topic. Nothing is published or read until the topic is made anew from the store: ` +
        `stop all services, npm run ops -- topic rebuild ${service}, likewise for every service whose database was restored, and start them`,
    );
  }
}

/** Records of other programs say nothing of facts. */
const positionOf = (record: ReceivedRecord | undefined): number => {
  if (record === undefined) return 0;
  try {
    return placeOf(record).position;
  } catch (error) {
    if (error instanceof MalformedRecord) return 0;
    throw error;
  }
};

/**
 * Makes sure that a service's own topic does not go beyond its store. What Kafka has acknowledged and the publisher has not kept yet is in the store, so no
 * crash of ours leaves it so. Looks at the last record of each partition: facts stand there in the order of their positions.
 * @throws TopicAhead
 */
export const notAhead = async ({
  service,
  topic,
  store,
  log,
}: {
  readonly service: string;
  readonly topic: string;
  readonly store: Pick<EventStore, 'lastPosition'>;
  readonly log: Pick<EventLog, 'lastRecords'>;
}): Promise<void> => {
  // The topic first: whatever another process publishes meanwhile, the store had before.
  const last = Math.max(0, ...(await log.lastRecords(topic)).map(positionOf));
  const head = await store.lastPosition();
  if (last > head) throw new TopicAhead(service, { topic, last, head });
};
