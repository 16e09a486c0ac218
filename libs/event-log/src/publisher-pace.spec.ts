import { describe, expect, it } from '@jest/globals';
import { eventually } from '@telemachy/testing';
import type { LogRecord } from './port.ts';
import type { Progress } from './progress.ts';
import { eachWithPublishers, topic } from './publisher.fixture.ts';

describe('a publisher', () => {
  const { here, publish, append, positions } = eachWithPublishers();

  it('keeps its progress now and then, and when it stops', async () => {
    let saves = 0;
    const counted = {
      read: here.progress.read,
      save: (...args: Parameters<Progress['save']>) => {
        saves += 1;
        return here.progress.save(...args);
      },
    };
    const publisher = publish({ progress: counted, keepMs: 60_000 });
    for (let n = 0; n < 10; n += 1) {
      await append(n, [{ n }]);
      await eventually(() => expect(publisher.status().published).toBe(n + 1));
    }
    expect(saves).toBe(1);
    await publisher.stop();
    expect([saves, (await here.progress.read(topic))?.position]).toEqual([2, 10]);
  });

  it('keeps its progress soon after the last send', async () => {
    publish({ keepMs: 20, pollMs: 60_000 });
    await append(1, [{ n: 1 }]);
    await eventually(() => expect(positions()).toEqual([1]));
    await append(1, [{ n: 2 }]);
    await eventually(async () => expect((await here.progress.read(topic))?.position).toBe(2));
  });

  it('reads what comes next while a send is under way, and sends one at a time', async () => {
    const events: string[] = [];
    const held = Promise.withResolvers<void>();
    const slow = {
      partitionsOf: here.log.partitionsOf,
      produce: async (to: string, records: readonly LogRecord[]) => {
        events.push('send');
        await held.promise;
        await here.log.produce(to, records);
        events.push('sent');
      },
    };
    const watched = {
      lastPosition: here.store.lastPosition,
      readRaw: (after: number, limit: number) => {
        events.push(`read after ${after}`);
        return here.store.readRaw(after, limit);
      },
    };
    for (let n = 0; n < 150; n += 1) await append(n, [{ n }]);
    const publisher = publish({ log: slow, store: watched });
    publisher.wake({ from: 1, to: 150 });
    await eventually(() => expect(events).toEqual(['read after 0', 'send', 'read after 100']));
    held.resolve();
    await eventually(() => expect(positions()).toHaveLength(150));
    expect(events.slice(3, 6)).toEqual(['sent', 'send', 'sent']);
  });

  it('reads fewer at once where facts are large', async () => {
    const limits: number[] = [];
    const watched = {
      lastPosition: here.store.lastPosition,
      readRaw: (after: number, limit: number) => {
        limits.push(limit);
        return here.store.readRaw(after, limit);
      },
    };
    for (let n = 0; n < 8; n += 1) await append(n, [{ n, pad: 'x'.repeat(800_000) }]);
    publish({ store: watched });
    await eventually(() => expect(positions()).toHaveLength(8));
    await append(9, [{ n: 9 }]);
    await eventually(() => expect(positions()).toHaveLength(9));
    expect([limits[0], limits[1]]).toEqual([100, 5]);
  });
});
