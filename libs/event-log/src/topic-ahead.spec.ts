import { describe, expect, it } from '@jest/globals';
import { eventually } from '@telemachy/testing';
import { eachWithPublishers, partitions, topic } from './publisher.fixture.ts';
import { notAhead, TopicAhead } from './topic-ahead.ts';

describe('a service whose topic', () => {
  const { here, publish, append, positions } = eachWithPublishers();
  const look = () => notAhead({ service: 'notes', topic, store: here.store, log: here.log });
  const published = async (count: number): Promise<void> => {
    for (let stream = 0; stream < count; stream += 1) await append(stream, [{ n: 1 }]);
    publish();
    await eventually(() => expect(positions()).toHaveLength(count));
  };

  it('is empty may work', async () => {
    await append(1, [{ n: 1 }]);
    await look();
  });

  it('holds all that its store does may work, also where nobody kept that Kafka has it', async () => {
    const forgetful = publish({
      progress: { read: here.progress.read, save: () => Promise.reject(new Error('died')) },
    });
    await append(1, [{ n: 1 }, { n: 2 }]);
    await eventually(() => expect(positions()).toContain(2));
    await forgetful.stop();
    await look();
  });

  it('holds facts that its store has lost may not, and says by how many and what to do', async () => {
    await published(8);
    const restored = { lastPosition: async () => 5 };
    const looking = notAhead({ service: 'notes', topic, store: restored, log: here.log });
    await expect(looking).rejects.toThrow(TopicAhead);
    await expect(looking).rejects.toThrow(/up to position 8.*ends at 5.*3 facts.*topic rebuild notes/);
  });

  it('ends with a record of another program is not held against it', async () => {
    await published(3);
    const foreign = { key: 'k', value: '', headers: {} };
    await here.log.produce(
      topic,
      Array.from({ length: partitions }, (_, partition) => ({ ...foreign, partition })),
    );
    await look();
  });
});
