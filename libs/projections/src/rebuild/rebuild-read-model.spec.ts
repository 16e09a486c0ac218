import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryEventLog, memoryProgress, silent, startPublisher, type Publisher } from '@telemachy/event-log';
import { memoryEventStore, type MemoryEventStore } from '@telemachy/event-store';
import { eventually } from '@telemachy/testing';
import { freshness } from '../freshness.ts';
import { lagOf } from '../lag.ts';
import { liveReads } from '../live-reads.ts';
import { memoryDocuments } from '../memory-documents.ts';
import { parkedStreams } from '../parked.ts';
import { compareWithRebuilt } from '../rebuild.ts';
import { runProjection } from '../run-projection.ts';
import type { Running } from '../running.ts';
import { BuildUnderWay } from './build-claim.ts';
import { notesOf, type Board } from './notes.fixture.ts';
import { rebuildReadModel, rollBackReadModel, type RebuildOptions } from './rebuild-read-model.ts';

const service = 'notes';
const topic = 'notes.events.g1';
const { board, note, schemas } = notesOf(service);
/** Killed: what it has under way is never heard of again. */
class Killed extends Error {}

describe('rebuilding a read model', () => {
  let log: ReturnType<typeof memoryEventLog>;
  let documents: ReturnType<typeof memoryDocuments>;
  let store: MemoryEventStore;
  let publisher: Publisher;
  let running: Running[];
  let progress: ReturnType<typeof memoryProgress>;
  let said: number;

  beforeEach(async () => {
    log = memoryEventLog({ recordsPerBatch: 20 });
    documents = memoryDocuments();
    progress = memoryProgress();
    store = memoryEventStore({ schemas, onSequenced: (range) => publisher?.wake(range) });
    await log.ensureTopics([{ topic, partitions: 4 }]);
    publisher = startPublisher({ service, topic, store, log, progress, logger: silent, pollMs: 5, keepMs: 1 });
    running = [];
    said = 0;
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
    await publisher.stop();
    await log.close();
  });

  const run = async () => {
    const one = await runProjection({ service, projection: board, log: log.client(), documents, logger: silent });
    running.push(one);
    return one;
  };
  const say = async (count: number) => {
    let last = await note(store, said++);
    for (let n = 1; n < count; n += 1) last = await note(store, said++);
    return last;
  };
  const caughtUp = () =>
    eventually(async () => {
      expect((await progress.read(topic))?.position).toBe(await store.lastPosition());
      expect(await lagOf({ consumer: board, log, documents })).toBe(0);
    }, 10_000);
  const options = (some: Partial<RebuildOptions<Board, { type: string; data: unknown }>> = {}) => ({
    service,
    projection: board,
    documents,
    log: log.client(),
    sources: () => ({
      readAll: store.readAll,
      skippedAmong: store.skippedAmong,
      published: () => progress.read(topic),
    }),
    topicOf: () => topic,
    from: 'store' as const,
    index: async () => {},
    builder: `builder-${Math.random()}`,
    logger: silent,
    ...some,
  });
  const facts = () => store.readAll(0, 100_000);
  const differs = async () => (await compareWithRebuilt(documents, board, await facts())).differing;
  const total = (documentsOfBoard: readonly { readonly [field: string]: unknown }[]) =>
    documentsOfBoard.reduce((sum, document) => sum + Number(document['total']), 0);

  it.each(['store', 'topic'] as const)(
    'from the %s makes the same documents live under the same name',
    async (from) => {
      await run();
      await say(300);
      await caughtUp();
      const rebuilt = await rebuildReadModel(options({ from }));
      expect(rebuilt).toMatchObject({
        before: 'board.v1',
        built: 'board.v1~2',
        live: true,
        resumed: false,
        facts: 300,
      });
      expect(rebuilt.compared).toMatchObject({ equal: true, live: { documents: 7 }, built: { documents: 7 } });
      expect(rebuilt.compared.live.hash).toBe(rebuilt.compared.built.hash);
      await say(50);
      await caughtUp();
      const reads = liveReads(documents);
      expect(total(await reads.from('board.v1', (name) => documents.find(name, {})))).toBe(350);
      expect(await differs()).toEqual([]);
      // The old one stands where it stood, to go back to.
      expect(total(await documents.find('board.v1', {}))).toBe(300);
    },
  );

  it.each(['store', 'topic'] as const)(
    'from the %s loses and doubles nothing while facts come in and two runners of the service go on',
    async (from) => {
      await run();
      await run();
      await say(200);
      const ended = new AbortController();
      const traffic = (async () => {
        while (!ended.signal.aborted) {
          await say(10);
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      const limits = { documents: 3, facts: 50 };
      const rebuilt = await rebuildReadModel(options({ from, limits })).finally(() => ended.abort());
      await traffic;
      await say(20);
      await caughtUp();
      expect(rebuilt).toMatchObject({ live: true, compared: { equal: true } });
      expect(total(await documents.find('board.v1~2', {}))).toBe(said);
      expect(await differs()).toEqual([]);
    },
  );

  it.each(['store', 'topic'] as const)('from the %s goes on where it was killed', async (from) => {
    await say(400);
    await run();
    await caughtUp();
    let kept = 0;
    const killed = new AbortController();
    const doomed = options({ from, limits: { documents: 1, facts: 40 }, signal: killed.signal });
    const dying = {
      ...doomed,
      documents: {
        ...documents,
        transact: <Result>(work: Parameters<typeof documents.transact<Result>>[0]) => {
          if ((kept += 1) > 6) killed.abort(new Killed());
          return killed.signal.aborted ? Promise.reject<Result>(new Killed()) : documents.transact(work);
        },
      },
    };
    await expect(rebuildReadModel(dying)).rejects.toThrow(Killed);
    const [generations] = await documents.generations();
    const before = generations?.building?.folded ?? 0;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(400);
    await say(30);
    await expect(rebuildReadModel(options({ from }))).rejects.toThrow(BuildUnderWay);
    await documents.transact(async (unit) => {
      const { building, ...rest } = await unit.generationsOf('board.v1');
      if (building !== undefined) await unit.keepGenerations({ ...rest, building: { ...building, until: 0 } });
    });
    const rebuilt = await rebuildReadModel(options({ from }));
    expect(rebuilt).toMatchObject({ built: 'board.v1~2', resumed: true, live: true });
    expect(rebuilt.facts).toBeLessThanOrEqual(430 - before);
    await caughtUp();
    expect(total(await documents.find('board.v1~2', {}))).toBe(430);
    expect(await differs()).toEqual([]);
  });

  it('shows every reader what it has commanded, before, during and after the flip', async () => {
    await run();
    await say(100);
    const fresh = freshness({ service, log, store, documents });
    const reads = liveReads(documents);
    const ended = new AbortController();
    const reader = (async () => {
      for (let asked = 0; !ended.signal.aborted || asked < 5; asked += 1) {
        const count = said++;
        const { stream, commit } = await note(store, count);
        expect(await fresh.reached(board, 'org', { stream, commit }, 5_000)).toBe('seen');
        const on = `b${count % 7}`;
        const [found] = await reads.from('board.v1', (name) => documents.find(name, { _id: `org|${on}` }));
        const sum = (await facts())
          .filter((fact) => fact.stream === stream)
          .map(({ event }) => event.data as { readonly board: string; readonly n: number })
          .reduce((all, { board: where, n }) => (where === on ? all + n : all), 0);
        expect((found as Board | undefined)?.of[stream]).toBe(sum);
      }
    })();
    const rebuilt = await rebuildReadModel(options()).finally(() => ended.abort());
    await reader;
    expect(rebuilt.live).toBe(true);
  });

  it('leaves the live one alone where the new one differs, until that is accepted', async () => {
    await run();
    await say(50);
    await caughtUp();
    await documents.transact((unit) =>
      unit.write('board.v1', [{ kind: 'put', document: { _id: 'org|b3', tenant: 'org', total: 1, of: {} } }]),
    );
    const differing = await rebuildReadModel(options());
    expect(differing).toMatchObject({ live: false, built: 'board.v1~2', compared: { differing: ['org|b3'] } });
    expect((await documents.generations())[0]).toMatchObject({ live: 1 });
    await say(20);
    const accepted = await rebuildReadModel(options({ acceptDifferences: true }));
    expect(accepted).toMatchObject({ live: true, resumed: true, built: 'board.v1~2', facts: 0 });
    await caughtUp();
    expect(await differs()).toEqual([]);
  });

  it('begins anew after one that differed, since the code may have been mended, and drops what that one left', async () => {
    await run();
    await say(50);
    await caughtUp();
    const wrong = { ...board, apply: () => ({ total: 0, of: {} }) };
    expect(await rebuildReadModel(options({ projection: wrong }))).toMatchObject({ live: false });
    const mended = await rebuildReadModel(options());
    expect(mended).toMatchObject({ built: 'board.v1~3', live: true, resumed: false });
    expect(await documents.find('board.v1~2', {})).toEqual([]);
  });

  it('does not go on with what other code has folded', async () => {
    await say(50);
    const down = {
      readAll: store.readAll,
      skippedAmong: store.skippedAmong,
      published: () => Promise.reject(new Killed()),
    };
    const stopped = options({ projection: { ...board, apply: () => undefined }, sources: () => down });
    await expect(rebuildReadModel(stopped)).rejects.toThrow(Killed);
    expect((await documents.generations())[0]?.building?.generation).toBe(2);
    await run();
    await caughtUp();
    expect(await rebuildReadModel(options())).toMatchObject({ built: 'board.v1~3', resumed: false, live: true });
  });

  it('goes back to the one before, which catches up first', async () => {
    await run();
    await say(60);
    await caughtUp();
    await rebuildReadModel(options());
    await say(40);
    await caughtUp();
    const back = await rollBackReadModel(options());
    expect(back).toMatchObject({ before: 'board.v1~2', built: 'board.v1', live: true });
    await say(10);
    await caughtUp();
    expect(total(await documents.find('board.v1', {}))).toBe(110);
    expect(await differs()).toEqual([]);
    expect(await rollBackReadModel(options())).toMatchObject({ before: 'board.v1', built: 'board.v1~2', live: true });
  });

  it('says so where there is nothing to go back to', async () => {
    await expect(rollBackReadModel(options())).rejects.toThrow('board.v1 has no generation before the live one');
  });

  it('parks what cannot be folded, as the live one does', async () => {
    await run();
    await say(20);
    await note(store, 3, 13);
    await note(store, 3, 500);
    await eventually(
      async () => expect(await parkedStreams(documents, { consumer: 'board.v1' })).toHaveLength(1),
      10_000,
    );
    await caughtUp();
    const rebuilt = await rebuildReadModel(options());
    expect(rebuilt).toMatchObject({ live: true, compared: { equal: true, live: { parked: 1 }, built: { parked: 1 } } });
    const [parked] = await parkedStreams(documents, { consumer: 'board.v1~2' });
    expect(parked?.facts).toHaveLength(2);
    await note(store, 3, 501);
    await eventually(async () => {
      expect((await parkedStreams(documents, { consumer: 'board.v1~2' }))[0]?.facts).toHaveLength(3);
    });
  });

  it('leaves out what an operator took out of account, although the topic holds it', async () => {
    await run();
    await say(30);
    const { stream } = await note(store, 3, 999);
    await caughtUp();
    const version = (await facts()).filter((fact) => fact.stream === stream).length;
    const skip = { tenant: 'org', stream, version, reason: 'It was said by mistake.', by: 'operator' };
    const skipped = memoryEventStore({ schemas, disk: store.disk }).skip(skip);
    expect((await skipped).outcome).toBe('skipped');
    for (const from of ['store', 'topic'] as const) {
      const rebuilt = await rebuildReadModel(options({ from, acceptDifferences: true }));
      expect(rebuilt.live).toBe(true);
      expect(total(await documents.find(rebuilt.built, {}))).toBe(30);
    }
  });

  it('drops generations that nobody can go back to, and keeps all where that is asked', async () => {
    await run();
    await say(30);
    await caughtUp();
    expect(await rebuildReadModel(options())).toMatchObject({ built: 'board.v1~2', dropped: [] });
    expect(await rebuildReadModel(options({ keepOld: true }))).toMatchObject({ built: 'board.v1~3', dropped: [] });
    expect(await rebuildReadModel(options())).toMatchObject({
      built: 'board.v1~4',
      dropped: ['board.v1', 'board.v1~2'],
    });
    expect((await documents.consumers()).toSorted()).toEqual(['board.v1~3', 'board.v1~4']);
  });
});
