import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@telemachy/contracts';
import { CommitRefused } from './errors.ts';
import { done, type StoreUnderTest } from './event-store.contract.ts';
import type { EventStore } from './port.ts';
import type { SealFact } from './stored-commit.ts';
import { asked, aStream, aTenant, goalSet, progressed, sampleSchemas, sampleUpcasters } from './testing/sample.ts';

/** Words that are sealed before they are stored. */
export const sealContract = (given: () => StoreUnderTest): void => {
  const sealing = (seal: SealFact): EventStore =>
    given().ofRelease({ schemas: sampleSchemas, upcasters: sampleUpcasters, seal });
  /** Stands for a seal: the word is gone, the box says which fact it is of. */
  const boxed = ({ text: _text, ...data }: JsonObject, fact: string): JsonObject => ({
    ...data,
    sealed: { box: { fact } },
  });

  describe('a fact with words to seal', () => {
    it('is kept and given in its sealed form alone, by the id under which it was sealed', async () => {
      const { sequence } = given();
      await sequence();
      const before = await given().store.lastPosition();
      const asks: unknown[] = [];
      const store = sealing(async (tenant, { id, type, data }) => {
        asks.push([tenant, type]);
        return type === 'sample.goal-set.v1' ? boxed(data, id) : data;
      });
      const { head } = await store.load(aTenant, aStream());
      const { commit } = done(await store.append(head, [goalSet(), progressed(3)], asked()));
      expect(asks).toEqual([
        [aTenant, 'sample.goal-set.v1'],
        [aTenant, 'sample.goal-progressed.v1'],
      ]);
      await sequence();
      const { facts } = await store.load(aTenant, head.stream);
      const raw = await store.readRaw(before, 10);
      const [set, progress] = facts;
      for (const one of [set, commit.facts[0]])
        expect(one?.event.data).toMatchObject({ sealed: { box: { fact: one?.id } } });
      expect(progress?.event).toEqual(progressed(3));
      expect(raw.map(({ id }) => id)).toEqual(facts.map(({ id }) => id));
      expect(JSON.stringify([facts, raw, commit])).not.toContain((goalSet().data as { text: string }).text);
    });

    it('is looked at before it is sealed: what its schema refuses is never shown', async () => {
      let shown = 0;
      const store = sealing((_, { data }) => {
        shown += 1;
        return data;
      });
      const { head } = await store.load(aTenant, aStream());
      const stray = { ...goalSet(), data: { ...(goalSet().data as object), stray: 1 } };
      await expect(store.append(head, [goalSet(), stray], asked())).rejects.toBeInstanceOf(CommitRefused);
      expect(shown).toBe(0);
    });

    it('is not kept where it cannot be sealed, and the caller hears why', async () => {
      const why = new Error('no key');
      const store = sealing(() => Promise.reject(why));
      const { head } = await store.load(aTenant, aStream());
      await expect(store.append(head, [goalSet()], asked())).rejects.toBe(why);
      expect((await given().store.load(aTenant, head.stream)).head.version).toBe(0);
    });

    it('is counted as it is kept', async () => {
      const store = sealing((_, { data }) => ({ ...data, sealed: 'x'.repeat(1024 * 1024) }));
      const { head } = await store.load(aTenant, aStream());
      await expect(store.append(head, [goalSet()], asked())).rejects.toMatchObject({ why: 'too-large' });
    });
  });
};
