import { TopicMissing } from '@telemachy/event-log';
import type { EventLog } from '@telemachy/event-log';
import type { DocumentStore } from './document-store.ts';
import { liveName } from './generations.ts';
import { topicsOf } from './follow.ts';
import { collectionOf } from './read-model.ts';
import type { Named } from './read-model.ts';

export type LagOptions = {
  /** A projection or a process. */
  readonly consumer: Named & { readonly hears: readonly string[] };
  readonly log: Pick<EventLog, 'endOffsets'>;
  readonly documents: Pick<DocumentStore, 'checkpointsOf' | 'generations'>;
  readonly topicOf?: (service: string) => string;
};

/** Records that lie in the topics a consumer hears and that it has not passed yet; asked of any process. */
export const lagOf = async ({ consumer, log, documents, topicOf }: LagOptions): Promise<number> => {
  const checkpoints = await documents.checkpointsOf(await liveName(documents, collectionOf(consumer)));
  const offsetOf = (topic: string, partition: number): bigint =>
    checkpoints.find((one) => one.topic === topic && one.partition === partition)?.offset ?? 0n;
  let lag = 0n;
  for (const topic of topicsOf(consumer.hears, topicOf)) {
    const ends = await log.endOffsets(topic).catch((error: unknown) => {
      if (error instanceof TopicMissing) return [];
      throw error;
    });
    for (const [partition, end] of ends.entries()) {
      const behind = end - offsetOf(topic, partition);
      if (behind > 0n) lag += behind;
    }
  }
  return Number(lag);
};
