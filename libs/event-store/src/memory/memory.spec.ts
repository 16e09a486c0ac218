import { describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '../errors.ts';
import { eventStoreContract, type StoreUnderTest } from '../event-store.contract.ts';
import { aCommand, asked, aStream, aTenant, goalSet, sampleSchemas, sampleUpcasters } from '../testing/sample.ts';
import { memoryClaimKeeper } from './memory-claim-keeper.ts';
import { memoryEventStore } from './memory-event-store.ts';
import { memoryDisk, memoryStorage } from './memory-storage.ts';
import { seededFaults, type FaultPoint } from './seeded-faults.ts';

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

  it('comes by a place to crash in every method, before and after what it writes', async () => {
    const disk = memoryDisk();
    const seen: FaultPoint[] = [];
    const options = { ...ofSample, disk, faults: async (point: FaultPoint) => void seen.push(point) };
    const store = memoryEventStore({ ...options, sequencing: 'manual' });
    const keeper = memoryClaimKeeper(disk, options);
    const stream = aStream();
    const { head: empty } = await store.load(aTenant, stream);
    const appended = await store.append(empty, [goalSet()], asked());
    const head = appended.outcome === 'appended' ? appended.head : empty;
    const kept = { tenant: aTenant, streams: [stream], heldBy: () => undefined };
    const methods: Record<string, () => Promise<unknown>> = {
      load: () => store.load(aTenant, stream),
      loadLast: () => store.loadLast(aTenant, stream, 1),
      loadFromSummary: () => store.loadFromSummary(aTenant, stream),
      loadFromSnapshot: () => store.loadFromSnapshot(aTenant, stream, 'form'),
      commitOf: () => store.commitOf(aTenant, stream, aCommand()),
      unchangedOf: () => store.unchangedOf(aTenant, stream, aCommand()),
      readAll: () => store.readAll(0, 1),
      readRaw: () => store.readRaw(0, 1),
      lastPosition: () => store.lastPosition(),
      positionOf: () => store.positionOf(aTenant, stream, 'x'),
      history: () => store.history(aTenant, stream),
      skippedAmong: () => store.skippedAmong(['x']),
      tenants: () => keeper.tenants(),
      picture: () => keeper.picture(aTenant, ['goal'], async () => {}),
    };
    const writes: Record<string, () => Promise<unknown>> = {
      append: () => store.append(head, [goalSet()], asked()),
      keepUnchanged: () => store.keepUnchanged(head, { command: aCommand() }),
      keepSnapshot: () => store.keepSnapshot(head, 'form', {}),
      skip: () => store.skip({ tenant: aTenant, stream, version: 1, reason: 'Ten letters', by: 'o' }),
      sequence: () => store.sequence(),
      mendUnique: () => keeper.mendUnique('a', kept),
      mendTime: () => keeper.mendTime('a', { ...kept, heldBy: () => [] }),
    };
    const pointsOf = async (work: () => Promise<unknown>): Promise<FaultPoint[]> => {
      seen.length = 0;
      await work();
      return [...seen];
    };
    for (const [name, work] of Object.entries(methods))
      expect([name, (await pointsOf(work)).length > 0]).toEqual([name, true]);
    for (const [name, work] of Object.entries(writes)) {
      const ends = (await pointsOf(work)).map((point) => /-(before|after)$/.exec(point)?.[1]).filter(Boolean);
      expect([name, ends]).toEqual([name, ['before', 'after']]);
    }
    expect(Object.keys({ ...methods, ...writes }).toSorted()).toEqual(
      [...Object.keys(store).filter((key) => key !== 'disk'), ...Object.keys(keeper)].toSorted(),
    );
  });

  it('comes by one in everything that it asks of its disk', async () => {
    const crash = async (): Promise<void> => {
      throw new StoreUnavailable('injected');
    };
    const { newCommitId: _counted, ...asks } = memoryStorage({ disk: memoryDisk(), faults: crash, onStored: () => {} });
    for (const [name, ask] of Object.entries(asks) as [string, (...given: unknown[]) => Promise<unknown>][])
      await expect(ask({}, () => true, {}).catch((error: unknown) => [name, error])).resolves.toEqual([
        name,
        expect.any(StoreUnavailable),
      ]);
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
