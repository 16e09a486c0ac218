import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryEventLog, silent } from '@telemachy/event-log';
import type { Recorded } from '@telemachy/kernel';
import { board, noted } from './board.fixture.ts';
import { eventually } from '@telemachy/testing';
import { feed } from './feed.fixture.ts';
import { PoisonFact } from './fold.ts';
import { memoryDocuments } from './memory-documents.ts';
import { parkedStreams } from './parked.ts';
import { retryParked } from './retry-parked.ts';
import { runProjection } from './run-projection.ts';
import type { Running } from './running.ts';

const topic = 'notes.events.g1';

describe('a fact that cannot be folded', () => {
  let log: ReturnType<typeof memoryEventLog>;
  let documents: ReturnType<typeof memoryDocuments>;
  let notes: ReturnType<typeof feed>;
  let running: Running[];

  beforeEach(async () => {
    log = memoryEventLog();
    documents = memoryDocuments();
    running = [];
    await log.ensureTopics([{ topic, partitions: 4 }]);
    notes = feed(log, 'notes', topic, 4);
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop()));
  });

  const run = async (projection = board): Promise<Running> => {
    const one = await runProjection({ service: 'notes', projection, log, documents, logger: silent });
    running.push(one);
    return one;
  };
  const live = () => documents.find('board.v1', {});
  const parked = () => parkedStreams(documents, { consumer: 'board.v1' });

  it('sets its stream aside, in order and with the reason, and the rest flows', async () => {
    const one = await run();
    await notes.say(noted('note-a', 1), noted('note-a', 13), noted('note-a', 2), noted('note-b', 5));
    await eventually(async () => expect((await live())[0]).toMatchObject({ 'note-a': [1], 'note-b': [5] }), 10_000);
    await notes.say(noted('note-a', 3), noted('note-b', 6));
    await eventually(async () => expect((await live())[0]).toMatchObject({ 'note-b': [5, 6] }), 10_000);
    await eventually(async () => expect((await parked())[0]?.facts).toHaveLength(3));
    const [stream] = await parked();
    expect(stream).toMatchObject({ tenant: 'org', stream: 'note-a', reason: 'Error: 13 brings bad luck' });
    expect(stream?.facts.map(({ version }) => version)).toEqual([2, 3, 4]);
    expect((await live())[0]).toMatchObject({ 'note-a': [1] });
    expect(one.status()).toMatchObject({ parked: 3, retrying: [] });
  });
  it('stays set aside for whoever takes the partition over', async () => {
    const one = await run();
    await notes.say(noted('note-a', 13));
    await eventually(async () => expect(await parked()).toHaveLength(1), 10_000);
    await one.stop();
    await run();
    await notes.say(noted('note-a', 1));
    await eventually(async () => expect((await parked())[0]?.facts).toHaveLength(2));
    expect(await live()).toEqual([]);
  });
  it('flows again when a mended projection retries it', async () => {
    await run();
    await notes.say(noted('note-a', 13), noted('note-a', 2));
    await eventually(async () => expect((await parked())[0]?.facts).toHaveLength(2), 10_000);
    const stream = { documents, tenant: 'org', stream: 'note-a' };
    expect(await retryParked({ ...stream, projection: board })).toEqual({ done: 0, left: 2 });
    const mended: typeof board = { ...board, apply: (document = {}) => ({ ...document, 'note-a': [0] }) };
    expect(await retryParked({ ...stream, projection: mended })).toEqual({ done: 2, left: 0 });
    expect(await parked()).toEqual([]);
    await notes.say(noted('note-a', 3));
    await eventually(async () => expect((await live())[0]?.['note-a']).toEqual([0, 3]));
  });
  describe('that an operator takes out of account', () => {
    const idOfFact = async (version: number) =>
      (await parked())[0]?.facts.find((fact) => fact.version === version)?.id ?? '';
    const mark = (factId: string) => ({ stream: 'note-a', type: 'notes.fact-skipped.v1', data: { factId } });
    const park = async () => {
      const one = await run();
      await notes.say(noted('note-a', 1), noted('note-a', 13), noted('note-a', 2), noted('note-b', 7));
      await eventually(async () => expect((await parked())[0]?.facts).toHaveLength(2), 10_000);
      return one;
    };

    it('lets its stream go when the mark comes, and what waited is folded in order', async () => {
      await park();
      await notes.say(mark(await idOfFact(2)), noted('note-a', 3));
      await eventually(async () => expect((await live())[0]).toMatchObject({ 'note-a': [1, 2, 3], 'note-b': [7] }));
      expect(await parked()).toEqual([]);
    });
    it('lets it go no further than to the next that cannot be folded', async () => {
      await park();
      await notes.say(noted('note-a', 13), noted('note-a', 4), mark(await idOfFact(2)));
      await eventually(async () => expect((await live())[0]?.['note-a']).toEqual([1, 2]));
      expect((await parked())[0]?.facts.map(({ version }) => version)).toEqual([4, 5, 6]);
      await notes.say(mark(await idOfFact(4)), noted('note-a', 5));
      await eventually(async () => expect((await live())[0]?.['note-a']).toEqual([1, 2, 4, 5]));
    });
    it('waits again when the mark is taken back before it could be let go', async () => {
      await park();
      await notes.say(noted('note-a', 13));
      await eventually(async () => expect((await parked())[0]?.facts).toHaveLength(3));
      const [, , third] = (await parked())[0]?.facts ?? [];
      await notes.say(mark(third?.id ?? ''));
      await eventually(async () => expect((await parked())[0]?.facts).toHaveLength(4));
      await notes.say(mark(await idOfFact(5)), mark(await idOfFact(2)));
      await eventually(async () => expect((await live())[0]?.['note-a']).toEqual([1, 2]));
      expect((await parked())[0]?.facts[0]?.version).toBe(4);
    });
    it('is left out by a retry that knows of it before its mark comes', async () => {
      await park();
      const skipped = new Set([await idOfFact(2)]);
      const retried = retryParked({ documents, tenant: 'org', stream: 'note-a', projection: board, skipped });
      expect(await retried).toEqual({ done: 2, left: 0 });
      await notes.say(mark('00000000-0000-5000-8000-000000000002'), noted('note-a', 3));
      await eventually(async () => expect((await live())[0]?.['note-a']).toEqual([1, 2, 3]));
    });
    it('is nothing to a stream that flows', async () => {
      await run();
      await notes.say(noted('note-a', 1), mark('00000000-0000-5000-8000-000000000001'), noted('note-a', 2));
      await eventually(async () => expect((await live())[0]?.['note-a']).toEqual([1, 2]));
      expect(await parked()).toEqual([]);
    });
  });
  it.each<[string, () => unknown, RegExp]>([
    ['a promise', () => Promise.resolve({}), /at once, and no promise/],
    ['a promise that fails', () => Promise.reject(new Error('later')), /at once, and no promise/],
    ['a field of the runner', () => ({ tenant: 'other' }), /the field tenant belongs to the runner/],
    ['a list', () => [], /a plain object or undefined/],
    ['what no database keeps', () => ({ f: () => {} }), /a function cannot be kept/],
  ])('is one whose apply returns %s', async (_, apply, reason) => {
    await run({ ...board, apply: apply as typeof board.apply });
    await notes.say(noted('note-a', 1));
    await eventually(async () => expect(await parked()).toHaveLength(1), 10_000);
    expect((await parked())[0]?.reason).toMatch(reason);
    expect(await live()).toEqual([]);
  });
  it.each<[string, () => unknown]>([
    ['a promise that fails', () => Promise.reject(new Error('later'))],
    ['a number', () => 7],
  ])('is one whose keyOf returns %s', async (_, keyOf) => {
    await run({ ...board, keyOf: keyOf as typeof board.keyOf });
    await notes.say(noted('note-a', 1));
    await eventually(async () => expect(await parked()).toHaveLength(1), 10_000);
    expect((await parked())[0]?.reason).toMatch(/keyOf must return a string or undefined, at once/);
  });
  it.each<[string, (typeof board)['apply']]>([
    ['its document', (document = {}, { stream }) => Object.assign(document, { [stream]: [1] })],
    ['a list in its document', (document = { a: [] }) => ((document['a'] as number[]).push(1), document)],
    ['its fact', (document = {}, { event }) => (((event as { data: object }).data = {}), document)],
  ])('is one whose apply changes %s', async (_, apply) => {
    await documents.transact((unit) =>
      unit.write('board.v1', [{ kind: 'put', document: { _id: 'org|b', tenant: 'org', a: [0] } }]),
    );
    await run({ ...board, apply });
    await notes.say(noted('note-a', 1));
    await eventually(async () => expect(await parked()).toHaveLength(1), 10_000);
    expect((await parked())[0]?.reason).toMatch(/it changes what it was given .*: make a copy/);
    expect(await live()).toEqual([{ _id: 'org|b', tenant: 'org', a: [0] }]);
  });
  it('names the projection, the fact and its position to whoever reads the logs', () => {
    const fact = {
      stream: 'note-a',
      version: 7,
      position: 41,
      event: { type: 'notes.noted.v1', data: {} },
    } as Recorded;
    const { message } = new PoisonFact('board.v1', fact, new Error('13 brings bad luck'));
    expect(message).toBe(
      'board.v1 cannot handle notes.noted.v1 at position 41, version 7 of note-a: Error: 13 brings bad luck',
    );
  });
});
