import { encode, keyOf, partitionOf } from '@telemachy/event-log';
import type { EventLog } from '@telemachy/event-log';
import type { EventStore } from '@telemachy/event-store';
import { partitions, service, topic } from '../simulator/meetings.ts';

/** A planted bug: the fact is on the topic before anybody knows whether it will be in the store. */
export const announcing = (store: EventStore, log: EventLog): EventStore => ({
  ...store,
  append: async (head, facts, options) => {
    const partition = partitionOf(keyOf(head.tenant, head.stream), partitions);
    const position = (await store.lastPosition()) + 1;
    const records = facts.map(({ type, data }, index) => {
      const fact = {
        id: options.command.id,
        tenant: head.tenant,
        stream: head.stream,
        version: head.version + 1 + index,
        position: position + index,
        recordedAt: new Date().toISOString(),
        commit: options.command.id,
        correlationId: options.meta.correlationId,
        actor: options.meta.actor,
        type,
        data: JSON.stringify(data),
      };
      return encode(service, fact, partition, position + index);
    });
    await log.produce(topic, records);
    return store.append(head, facts, options);
  },
});
