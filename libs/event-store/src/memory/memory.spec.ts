import { describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../errors.ts';
import { eventStoreContract, type StoreUnderTest } from '../event-store.contract.ts';
import { aCommand, asked, aStream, aTenant, goalSet, sampleSchemas, sampleUpcasters } from '../testing/sample.ts';
import { memoryClaimKeeper } from './memory-claim-keeper.ts';
import { memoryEventStore } from './memory-event-store.ts';
import { seededFaults } from './seeded-faults.ts';

const ofSample = { schemas: sampleSchemas, upcasters: sampleUpcasters };
const inMemory = (sequencing: 'manual' | 'immediate') => async (): Promise<StoreUnderTest> => {
  const store = memoryEventStore({ sequencing, ...ofSample });
  return {
    store,
    ofRelease: (release) => memoryEventStore({ sequencing, disk: store.disk, ...release }),
    keeper: memoryClaimKeeper(store.disk, ofSample),
    sequence: store.sequence,
    close: async () => {},
  };
};

eventStoreContract('The in-memory store', inMemory('manual'));
eventStoreContract('The in-memory store that numbers at once', inMemory('immediate'));

describe('The in-memory store', () => {
  it('tells which positions it gave', async () => {
    const ranges: unknown[] = [];
    const store = memoryEventStore({ schemas: sampleSchemas, onSequenced: (range) => ranges.push(range) });
    const { head } = await store.load(aTenant, aStream());
    await store.append(head, [goalSet(), goalSet()], asked());
    expect(ranges).toEqual([{ from: 1, to: 2 }]);
  });

  it('takes the facts of the catalogue unless told others', async () => {
    const store = memoryEventStore();
    const { head } = await store.load(aTenant, aStream());
    await expect(store.append(head, [goalSet()], asked())).rejects.toMatchObject({ why: 'unknown-type' });
    const archived = { type: 'notification.message-read.v1', data: {} };
    await expect(store.append(head, [archived], asked())).rejects.toMatchObject({ why: 'bad-data' });
  });

  it('has done what it was told, or has not, whenever it crashes', async () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const store = memoryEventStore({ schemas: sampleSchemas, faults: seededFaults({ seed, rate: 0.3 }) });
      const [stream, command] = [aStream(), aCommand()];
      const patiently = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
        for (;;) {
          try {
            return await ask();
          } catch (error) {
            if (!(error instanceof StoreUnavailable)) throw error;
          }
        }
      };
      const appended = await patiently(async () => {
        const { head } = await store.load(aTenant, stream);
        return store.append(head, [goalSet()], asked({ command }));
      });
      expect(['appended', 'repeated']).toContain(appended.outcome);
      expect((await patiently(() => store.load(aTenant, stream))).facts).toHaveLength(1);
    }
  });

  it('fails the same way for the same seed', async () => {
    const run = async (seed: number): Promise<string> => {
      const faults = seededFaults({ seed, rate: 0.5 });
      const outcomes = Array.from({ length: 30 }, () =>
        faults('load').then(
          () => '.',
          () => 'x',
        ),
      );
      return (await Promise.all(outcomes)).join('');
    };
    expect(await run(7)).toBe(await run(7));
    expect(await run(7)).not.toBe(await run(8));
  });
});
