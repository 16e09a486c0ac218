import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decode, memoryEventLog, silent } from '@telemachy/event-log';
import type { Recorded } from '@telemachy/kernel';
import { board, noted } from './board.fixture.ts';
import { eventually } from '@telemachy/testing';
import { feed } from './feed.fixture.ts';
import { lagOf } from './lag.ts';
import { memoryDocuments } from './memory-documents.ts';
import { compareWithRebuilt } from './rebuild.ts';
import { parkedStreams } from './parked.ts';
import { runProjection } from './run-projection.ts';
import type { Running } from './running.ts';

const topic = 'notes.events.g1';
const partitions = 4;
const unheard = (stream: string) => ({ stream, type: 'notes.whispered.v1' });

describe('a running projection', () => {
  let log: ReturnType<typeof memoryEventLog>;
  let documents: ReturnType<typeof memoryDocuments>;
  let notes: ReturnType<typeof feed>;
  let running: Running[];

  beforeEach(async () => {
    log = memoryEventLog({ recordsPerBatch: 5 });
    documents = memoryDocuments();
    running = [];
    await log.ensureTopics([{ topic, partitions }]);
    notes = feed(log, 'notes', topic, partitions);
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
  });

  const run = async (projection = board, client = log, store = documents): Promise<Running> => {
    const one = await runProjection({ service: 'notes', projection, log: client, documents: store, logger: silent });
    running.push(one);
    return one;
  };
  const live = async () => {
    const found = [];
    for await (const document of documents.all('board.v1')) found.push(document);
    return found;
  };
  const sum = async () =>
    (await live()).flatMap((document) => Object.values(document).filter(Array.isArray)).flat().length;
  /** All that lies in the topic, each fact once. */
  const facts = (): Recorded[] => {
    const all = log
      .records(topic)
      .flat()
      .map((record) => decode(record).fact);
    return [...new Map(all.map((fact) => [fact.position, fact])).values()];
  };

  it('folds each fact into its document', async () => {
    const one = await run();
    await notes.say(
      noted('note-a', 1),
      noted('note-b', 2),
      unheard('note-a'),
      noted('note-a', 3),
      noted('note-c', 4, 'x'),
    );
    await eventually(async () =>
      expect(await live()).toEqual([
        { _id: 'org|b', tenant: 'org', 'note-a': [1, 3], 'note-b': [2] },
        { _id: 'org|x', tenant: 'org', 'note-c': [4] },
      ]),
    );
    expect(one.status()).toMatchObject({ group: 'notes.board.v1', subscription: 'running', halted: [], retrying: [] });
  });

  it('removes the document that apply takes away', async () => {
    await run();
    await notes.say(noted('note-a', 1));
    await eventually(async () => expect(await live()).toHaveLength(1));
    await notes.say({ stream: 'note-a', type: 'notes.cleared.v1', data: { board: 'b' } });
    await eventually(async () => expect(await live()).toEqual([]));
  });

  it('parks the stream where a newer release wrote a form it does not know, and leaves out nothing', async () => {
    const one = await run();
    await notes.say(
      noted('note-a', 1),
      { stream: 'note-a', type: 'notes.noted.v2', data: { board: 'b', number: 2 } },
      noted('note-a', 3),
      noted('note-b', 4),
    );
    await eventually(async () => expect(one.status().parked).toBe(2), 20_000);
    await eventually(async () =>
      expect(await live()).toEqual([{ _id: 'org|b', tenant: 'org', 'note-a': [1], 'note-b': [4] }]),
    );
    const [stream] = await parkedStreams(documents, { consumer: 'board.v1' });
    expect(stream?.reason).toContain('notes.noted.v2 is a form of a fact that this release does not know');
    await expect(compareWithRebuilt(documents, board, facts())).rejects.toThrow('run the newer release');
  }, 30_000);

  it('counts a fact once, however often it is delivered', async () => {
    const records = [1, 2, 3, 4].map((n) => notes.record(noted('note-a', n)));
    await notes.send(records);
    await notes.send(records.slice(1, 3));
    await notes.send(records);
    await run();
    await notes.say(noted('note-a', 5));
    await eventually(async () => expect((await live())[0]?.['note-a']).toEqual([1, 2, 3, 4, 5]));
  });

  it('goes on from its checkpoint when it comes back', async () => {
    const one = await run();
    await notes.say(noted('note-a', 1));
    await eventually(async () => expect(await sum()).toBe(1));
    await one.stop();
    await notes.say(noted('note-a', 2));
    await run();
    await eventually(async () => expect((await live())[0]?.['note-a']).toEqual([1, 2]));
  });

  it('neither loses nor doubles when the database fails at any moment', async () => {
    let seed = 7;
    documents.faults = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      if (seed % 6 === 0) throw new Error('the database hiccups');
    };
    await run();
    for (let count = 0; count < 40; count += 1) await notes.say(noted(`note-${count % 6}`, count + 100));
    await eventually(async () => expect(await sum()).toBe(40), 20_000);
    expect((await compareWithRebuilt(documents, board, facts())).equal).toBe(true);
  }, 30_000);

  it('neither loses nor doubles while two members, one a zombie, share the work', async () => {
    const [first, second] = [log.client(), log.client()];
    await run(board, first);
    await run(board, second);
    for (let count = 0; count < 60; count += 1) {
      await notes.say(noted(`note-${count % 6}`, count + 100));
      if (count === 30) await first.kill();
    }
    await eventually(async () => expect(await sum()).toBe(60));
    expect((await compareWithRebuilt(documents, board, facts())).equal).toBe(true);
  });

  it('equals its rebuild, and the comparison names what differs', async () => {
    await run();
    await notes.say(noted('note-a', 1), noted('note-b', 2, 'x'));
    await eventually(async () => expect(await sum()).toBe(2));
    expect(await compareWithRebuilt(documents, board, facts())).toMatchObject({ equal: true, differing: [] });
    await documents.transact((unit) =>
      unit.write('board.v1', [{ kind: 'put', document: { _id: 'org|x', tenant: 'org', 'note-b': [3] } }]),
    );
    expect(await compareWithRebuilt(documents, board, facts())).toMatchObject({ equal: false, differing: ['org|x'] });
  });

  it('tells how many records it has not passed', async () => {
    await notes.say(noted('note-a', 1), unheard('note-a'), noted('note-b', 2));
    const lag = () => lagOf({ consumer: board, log, documents });
    expect(await lag()).toBe(3);
    await run();
    await eventually(async () => expect(await lag()).toBe(0));
  });

  describe('where a number is missing in a partition', () => {
    it('stops that partition with an alarm, and the others go on', async () => {
      const one = await run();
      const [a, lost, b] = [1, 2, 3].map((n) => notes.record(noted('note-a', n)));
      expect(lost).toBeDefined();
      await notes.send([a, b].filter((record) => record !== undefined));
      await eventually(() => expect(one.status().halted).toHaveLength(1));
      expect(one.status().halted[0]?.reason).toMatch(/number 2 is missing: offset 1 holds number 3/);
      expect((await live())[0]?.['note-a']).toEqual([1]);
      await notes.say(...['note-b', 'note-c', 'note-d', 'note-e'].map((stream) => noted(stream, 9)));
      await eventually(async () => expect(await sum()).toBeGreaterThan(2));
      expect((await live())[0]?.['note-a']).toEqual([1]);
    });
    it('takes a start behind the first number for such a hole', async () => {
      notes.record(noted('note-a', 1));
      await notes.say(noted('note-a', 2));
      const one = await run();
      await eventually(() => expect(one.status().halted[0]?.reason).toMatch(/number 1 is missing/));
      expect(await live()).toEqual([]);
    });
  });
});
