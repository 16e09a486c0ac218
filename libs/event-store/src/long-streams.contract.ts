import { describe, expect, it } from '@jest/globals';
import type { Fact, Recorded } from '@telemachy/kernel';
import { done, type StoreUnderTest } from './event-store.contract.ts';
import type { Head } from './port.ts';
import { asked, aStream, aTenant, progressed, summarized } from './testing/sample.ts';

const reason = 'Entered for the wrong goal (ticket 4711)';
const values = (facts: readonly Recorded[]): unknown[] =>
  facts.map(({ event }) => (event.data as { value?: number }).value ?? event.data);
const upTo = (last: number, from = 1): number[] => Array.from({ length: last - from + 1 }, (_, index) => from + index);

/** Streams that nobody wants to read whole. */
export const longStreamContract = (given: () => StoreUnderTest): void => {
  const append = async (head: Head, facts: readonly Fact[]): Promise<Head> =>
    done(await given().store.append(head, facts, asked())).head;
  /** Progress by 1, 2, … in commits of so many. */
  const streamOf = async (last: number, each: number): Promise<Head> => {
    let { head } = await given().store.load(aTenant, aStream());
    for (let from = 1; from <= last; from += each)
      head = await append(head, upTo(Math.min(last, from + each - 1), from).map(progressed));
    return head;
  };
  const skip = (stream: string, version: number) =>
    given().store.skip({ tenant: aTenant, stream, version, reason, by: 'operator-1' });

  describe('loading the last facts', () => {
    const last = async (stream: string, count: number): Promise<unknown[]> =>
      values((await given().store.loadLast(aTenant, stream, count)).facts);

    it.each([1, 3, 100])('gives so many, in order, from commits of %d', async (each) => {
      const { stream } = await streamOf(230, each);
      expect(await last(stream, 4)).toEqual([227, 228, 229, 230]);
      expect(await last(stream, 1)).toEqual([230]);
      expect(await last(stream, 130)).toEqual(upTo(230, 101));
      expect(await last(stream, 1000)).toEqual(upTo(230));
    });

    it('gives a head to append to', async () => {
      const { stream } = await streamOf(10, 3);
      const { head } = await given().store.loadLast(aTenant, stream, 2);
      expect(head.version).toBe(10);
      expect((await append(head, [progressed(11)])).version).toBe(11);
    });

    it('gives nothing of a stream that does not exist', async () => {
      const { head, facts } = await given().store.loadLast(aTenant, aStream(), 5);
      expect([head.version, facts]).toEqual([0, []]);
      expect((await append(head, [progressed(1)])).version).toBe(1);
    });

    it('counts neither what was skipped nor the marks', async () => {
      const { stream } = await streamOf(6, 2);
      await skip(stream, 6);
      await skip(stream, 4);
      expect(await last(stream, 3)).toEqual([2, 3, 5]);
      await skip(stream, 7);
      expect(await last(stream, 3)).toEqual([3, 5, 6]);
    });

    it.each([0, -1, 1.5, Number.NaN, 10_001, 2 ** 53])('refuses to load the last %d', async (count) => {
      await expect(given().store.loadLast(aTenant, aStream(), count)).rejects.toThrow(
        /count is .*: give a whole number from 1 to 10000/,
      );
    });

    it.each<[number, number]>([
      [-1, 10],
      [2 ** 53, 10],
      [0.5, 10],
      [0, 0],
      [0, -1],
    ])('refuses to read after %d at most %d', async (after, limit) => {
      await expect(given().store.readAll(after, limit)).rejects.toThrow(RangeError);
      await expect(given().store.readRaw(after, limit)).rejects.toThrow(RangeError);
    });
  });

  describe('loading from a summary', () => {
    const loaded = async (stream: string): Promise<unknown[]> =>
      values((await given().store.loadFromSummary(aTenant, stream)).facts);

    it('begins with the last one', async () => {
      let head = await streamOf(5, 2);
      head = await append(head, [summarized(15)]);
      head = await append(head, [progressed(6), summarized(21), progressed(7)]);
      head = await append(head, [progressed(8)]);
      const from = await given().store.loadFromSummary(aTenant, head.stream);
      expect(values(from.facts)).toEqual([{ total: 21 }, 7, 8]);
      expect(from.facts[0]?.version).toBe(8);
      expect((await append(from.head, [progressed(9)])).version).toBe(11);
      expect((await given().store.load(aTenant, head.stream)).facts).toHaveLength(11);
    });

    it('is loading everything where there is none', async () => {
      expect(await loaded((await streamOf(150, 1)).stream)).toEqual(upTo(150));
      expect(await loaded(aStream())).toEqual([]);
    });

    it('lets nobody append to what was closed', async () => {
      const head = await streamOf(5, 5);
      await append(head, [summarized(15)]);
      expect(await given().store.append(head, [progressed(6)], asked())).toEqual({ outcome: 'conflict' });
      const early = await given().store.load(aTenant, head.stream);
      await append(early.head, [progressed(6)]);
      expect(await given().store.append(early.head, [progressed(7)], asked())).toEqual({ outcome: 'conflict' });
    });

    it('goes further back when what was summed up is skipped, or counts again', async () => {
      let head = await streamOf(3, 1);
      head = await append(head, [summarized(6)]);
      head = await append(head, [progressed(4), summarized(10)]);
      const { stream } = await append(head, [progressed(5)]);
      await skip(stream, 5);
      expect(await loaded(stream)).toEqual([{ total: 6 }, 5]);
      await skip(stream, 1);
      expect(await loaded(stream)).toEqual([2, 3, 5]);
      expect(values((await given().store.load(aTenant, stream)).facts)).toEqual([2, 3, 5]);
      const marks = (await given().store.history(aTenant, stream)).filter(({ fact }) => fact.version > 7);
      const ofFirst = marks.find(({ fact }) => (fact.event.data as { version: number }).version === 1);
      await skip(stream, ofFirst!.fact.version);
      expect(await loaded(stream)).toEqual([1, 2, 3, 5]);
    });
  });

  describe('loading from a snapshot', () => {
    const form = 'sum-1';
    const from = async (stream: string, of = form) => {
      const { head, facts, snapshot } = await given().store.loadFromSnapshot(aTenant, stream, of);
      return { version: head.version, values: values(facts), snapshot };
    };
    const keep = (head: Head, state: unknown, of = form) => given().store.keepSnapshot(head, of, state);

    it('reads what came after it', async () => {
      const head = await streamOf(5, 2);
      await keep(head, { total: 15 });
      expect(await from(head.stream)).toEqual({
        version: 5,
        values: [],
        snapshot: { version: 5, state: { total: 15 } },
      });
      const later = await append(head, [progressed(6), progressed(7)]);
      await append(later, [progressed(8)]);
      expect(await from(head.stream)).toEqual({
        version: 8,
        values: [6, 7, 8],
        snapshot: { version: 5, state: { total: 15 } },
      });
      const { head: end } = await given().store.loadFromSnapshot(aTenant, head.stream, form);
      expect((await append(end, [progressed(9)])).version).toBe(9);
    });

    it('is loading everything where there is none, or only one of another form or tenant', async () => {
      const head = await streamOf(3, 1);
      const everything = { version: 3, values: [1, 2, 3], snapshot: undefined };
      expect(await from(head.stream)).toEqual(everything);
      await keep(head, { total: 6 }, 'sum-2');
      expect(await from(head.stream)).toEqual(everything);
      const { facts } = await given().store.loadFromSnapshot('other', head.stream, 'sum-2');
      expect(facts).toEqual([]);
    });

    it('keeps the latest, whoever comes last', async () => {
      const early = await streamOf(2, 1);
      const late = await append(early, [progressed(3)]);
      await keep(late, { total: 6 });
      await keep(early, { total: 3 });
      expect((await from(early.stream)).snapshot).toEqual({ version: 3, state: { total: 6 } });
    });

    it('does not believe one that is older than the skip of a fact in it', async () => {
      const head = await streamOf(4, 1);
      await keep(head, { total: 10 });
      await append(head, [progressed(5)]);
      await skip(head.stream, 5);
      expect(await from(head.stream)).toMatchObject({ values: [], snapshot: { version: 4 } });
      await skip(head.stream, 2);
      expect(await from(head.stream)).toEqual({ version: 7, values: [1, 3, 4], snapshot: undefined });
      const { head: now } = await given().store.load(aTenant, head.stream);
      await keep(now, { total: 8 });
      expect(await from(head.stream)).toEqual({
        version: 7,
        values: [],
        snapshot: { version: 7, state: { total: 8 } },
      });
    });

    it('takes no state that JSON cannot carry or that is too large, and no head that was made up', async () => {
      const head = await streamOf(1, 1);
      await expect(keep(head, { at: new Date(0) })).rejects.toMatchObject({ why: 'bad-value', field: 'state.at' });
      await expect(keep(head, 'x'.repeat(1_100_000))).rejects.toMatchObject({ why: 'too-large', field: 'state' });
      await expect(keep({ ...head }, {})).rejects.toMatchObject({ why: 'forged-head' });
      expect((await from(head.stream)).snapshot).toBeUndefined();
    });

    it('keeps nothing of a stream that does not exist', async () => {
      const { head } = await given().store.load(aTenant, aStream());
      await keep(head, { total: 0 });
      expect((await from(head.stream)).snapshot).toBeUndefined();
    });
  });
};
