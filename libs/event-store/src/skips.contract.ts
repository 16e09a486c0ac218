import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '@telemachy/kernel';
import { done, type StoreUnderTest } from './event-store.contract.ts';
import type { Head } from './port.ts';
import { asked, aStream, aTenant, goalSet, progressed } from './testing/sample.ts';

const reason = 'Entered for the wrong goal (ticket 4711)';
const valuesOf = (facts: readonly Recorded[]): unknown[] =>
  facts.map(({ event }) => (event.data as { value?: number }).value ?? event.type);

/** Facts that an operator takes out of account. */
export const skipContract = (given: () => StoreUnderTest): void => {
  /** A stream of progress 1, 2, … in commits of two. */
  const streamOf = async (values: number): Promise<Head> => {
    const { store } = given();
    let { head } = await store.load(aTenant, aStream());
    for (let value = 1; value <= values; value += 2) {
      const facts = value < values ? [progressed(value), progressed(value + 1)] : [progressed(value)];
      head = done(await store.append(head, facts, asked())).head;
    }
    return head;
  };
  const skip = ({ tenant, stream }: Head, version: number) =>
    given().store.skip({ tenant, stream, version, reason, by: 'operator-1' });
  const loaded = async ({ tenant, stream }: Head): Promise<unknown[]> =>
    valuesOf((await given().store.load(tenant, stream)).facts);

  describe('skipping a fact', () => {
    it('takes it out of what is loaded, and nothing else', async () => {
      const head = await streamOf(5);
      expect(await skip(head, 2)).toMatchObject({ outcome: 'skipped', commit: { version: 6, stream: head.stream } });
      expect(await loaded(head)).toEqual([1, 3, 4, 5]);
      expect((await given().store.load(aTenant, head.stream)).head.version).toBe(6);
    });

    it('deletes nothing: the history tells what was skipped, why and by whom', async () => {
      const head = await streamOf(2);
      await skip(head, 1);
      const history = await given().store.history(aTenant, head.stream);
      expect(history.map(({ counts, fact }) => [fact.version, counts])).toEqual([
        [1, false],
        [2, true],
        [3, true],
      ]);
      expect(history[2]?.fact).toMatchObject({
        actor: 'operator-1',
        event: {
          type: 'sample.fact-skipped.v1',
          data: {
            factId: history[0]?.fact.id,
            version: 1,
            type: 'sample.goal-progressed.v1',
            reason,
            by: 'operator-1',
            skippedAt: expect.stringMatching(/Z$/),
          },
        },
      });
    });

    it('makes a head that was read before it stale, so that nobody decides on what no longer counts', async () => {
      const head = await streamOf(3);
      await skip(head, 3);
      expect(await given().store.append(head, [progressed(4)], asked())).toEqual({ outcome: 'conflict' });
    });

    it('takes it out of what is read by position, where everything else keeps its place', async () => {
      const { store, sequence } = given();
      await sequence();
      const before = await store.lastPosition();
      const head = await streamOf(5);
      await skip(head, 2);
      await sequence();
      const facts = await store.readAll(before, 100);
      expect(facts.map(({ position, version }) => [position - before, version])).toEqual([
        [1, 1],
        [3, 3],
        [4, 4],
        [5, 5],
        [6, 6],
      ]);
      expect((await store.readRaw(before, 100)).map(({ position }) => position - before)).toEqual([1, 2, 3, 4, 5, 6]);
    });

    it('never looks like the end, though a whole page was skipped', async () => {
      const { store, sequence } = given();
      await sequence();
      const before = await store.lastPosition();
      const head = await streamOf(4);
      for (const version of [1, 2, 3]) await skip(head, version);
      await sequence();
      expect(valuesOf(await store.readAll(before, 1))).toEqual([4]);
      expect(valuesOf(await store.readAll(before, 2))).toEqual([4]);
    });

    it('is known for each fact', async () => {
      const { store } = given();
      const head = await streamOf(3);
      const ids = (await store.history(aTenant, head.stream)).map(({ fact }) => fact.id);
      expect(await store.skippedAmong(ids)).toEqual(new Set());
      await skip(head, 2);
      expect(await store.skippedAmong(ids)).toEqual(new Set([ids[1]]));
      expect(await store.skippedAmong([])).toEqual(new Set());
    });

    it('is done once', async () => {
      const head = await streamOf(2);
      await skip(head, 1);
      expect(await skip(head, 1)).toEqual({ outcome: 'already-skipped' });
      expect((await given().store.load(aTenant, head.stream)).head.version).toBe(3);
    });

    it('is undone by skipping the mark, and done again', async () => {
      const { store } = given();
      const head = await streamOf(2);
      const ids = (await store.history(aTenant, head.stream)).map(({ fact }) => fact.id);
      await skip(head, 1);
      await skip(head, 3);
      expect(await loaded(head)).toEqual([1, 2]);
      expect(await store.skippedAmong(ids)).toEqual(new Set());
      await skip(head, 1);
      expect(await loaded(head)).toEqual([2]);
    });

    it('knows what is not there', async () => {
      const head = await streamOf(1);
      expect(await skip(head, 2)).toEqual({ outcome: 'no-such-fact' });
      expect(await skip(head, 0)).toEqual({ outcome: 'no-such-fact' });
    });

    it('is in a race with appends a command like any other', async () => {
      const head = await streamOf(1);
      const { store } = given();
      const [skipped] = await Promise.all([
        skip(head, 1),
        (async () => {
          for (let value = 2; value <= 6; value += 1) {
            const { head: now } = await store.load(aTenant, head.stream);
            await store.append(now, [progressed(value)], asked());
          }
        })(),
      ]);
      expect(skipped.outcome).toBe('skipped');
      expect(await loaded(head)).not.toContain(1);
    });

    it.each(['', 'too short', 'x'.repeat(501)])('asks for a reason of 10 to 500 characters, not %j', async (bad) => {
      const { tenant, stream } = await streamOf(1);
      const asking = given().store.skip({ tenant, stream, version: 1, reason: bad, by: 'operator-1' });
      await expect(asking).rejects.toMatchObject({ why: 'bad-data' });
      expect((await given().store.load(tenant, stream)).facts).toHaveLength(1);
    });

    it('is nothing that a command may say', async () => {
      const { store } = given();
      const { head } = await store.load(aTenant, aStream());
      const [fact] = (await store.history(aTenant, (await streamOf(1)).stream)).map(({ fact: one }) => one);
      const mark = {
        type: 'sample.fact-skipped.v1',
        data: { factId: fact?.id, type: 'x', version: 1, reason, by: 'o', skippedAt: '2027-01-10T09:00:00Z' },
      };
      await expect(store.append(head, [goalSet(), mark], asked())).rejects.toMatchObject({
        why: 'reserved-type',
        field: 'facts[1].type',
      });
    });
  });
};
