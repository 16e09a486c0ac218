import { describe, expect, it } from '@jest/globals';
import { upcastersOf } from '@telemachy/contracts';
import type { Fact } from '@telemachy/kernel';
import { done, type StoreUnderTest } from './event-store.contract.ts';
import type { EventStore } from './port.ts';
import {
  aCommand,
  asked,
  aStream,
  aTenant,
  codesNoted,
  earlierSchemas,
  goalSet,
  laterSchemas,
} from './testing/sample.ts';

const none = upcastersOf([]);
const oldest: Fact = { type: 'sample.code-noted.v1', data: { code: 'a' } };
const older: Fact = { type: 'sample.codes-noted.v0', data: { list: ['a', 'b'] } };

/** Facts that another release wrote. */
export const formContract = (given: () => StoreUnderTest): void => {
  const earlier = (): EventStore => given().ofRelease({ schemas: earlierSchemas, upcasters: none });
  const later = (): EventStore => given().ofRelease({ schemas: laterSchemas, upcasters: none });
  const written = async (store: EventStore, facts: readonly Fact[], command = aCommand()): Promise<string> => {
    const { head } = await store.load(aTenant, aStream());
    done(await store.append(head, facts, asked({ command })));
    return head.stream;
  };

  describe('a fact in an earlier form', () => {
    it('is loaded in the form of today, through every form between', async () => {
      const stream = await written(earlier(), [oldest, older]);
      const { facts, head } = await given().store.load(aTenant, stream);
      expect(facts.map(({ event }) => event)).toEqual([codesNoted({ a: 0 }), codesNoted({ a: 0, b: 1 })]);
      done(await given().store.append(head, [codesNoted({ c: 2 })], asked()));
      expect((await given().store.load(aTenant, stream)).facts).toHaveLength(3);
    });

    it('is read so by position and in the history, and goes to Kafka as it was written', async () => {
      const { store, sequence } = given();
      await sequence();
      const before = await store.lastPosition();
      const stream = await written(earlier(), [oldest]);
      await sequence();
      expect((await store.readAll(before, 10)).map(({ event }) => event)).toEqual([codesNoted({ a: 0 })]);
      expect((await store.history(aTenant, stream)).map(({ fact }) => fact.event)).toEqual([codesNoted({ a: 0 })]);
      expect(await store.readRaw(before, 10)).toMatchObject([{ type: oldest.type, data: JSON.stringify(oldest.data) }]);
    });

    it('is no longer written', async () => {
      const { head } = await given().store.load(aTenant, aStream());
      await expect(given().store.append(head, [oldest], asked())).rejects.toMatchObject({
        why: 'unknown-type',
        remedy: expect.stringContaining('sample.codes-noted.v1'),
      });
    });
  });

  describe('a fact of a later release', () => {
    const newer: Fact = { type: 'sample.goal-set.v2', data: { words: 'Chair' } };

    it('stops whoever must understand the stream, with what to do, and stays', async () => {
      const stream = await written(later(), [newer]);
      const loading = given().store.load(aTenant, stream);
      await expect(loading).rejects.toMatchObject({ name: 'FactUnreadable', type: 'sample.goal-set.v2' });
      await expect(loading).rejects.toThrow(
        /knows sample\.goal-set\.v1, so a newer one wrote it\. Run the newer release/,
      );
      expect((await later().load(aTenant, stream)).facts).toHaveLength(1);
    });

    it('is read by position as it is stored, for readers that do not hear it', async () => {
      const { store, sequence } = given();
      await sequence();
      const before = await store.lastPosition();
      await written(later(), [newer]);
      await sequence();
      expect((await store.readAll(before, 10)).map(({ event }) => event)).toEqual([newer]);
    });

    it('does not keep a command from being answered that is done already', async () => {
      const command = aCommand();
      const stream = await written(later(), [newer], command);
      expect(await given().store.commitOf(aTenant, stream, command)).toMatchObject({ outcome: 'repeated' });
    });
  });

  describe('a fact that its upcaster cannot read', () => {
    it('is named, with the upcaster', async () => {
      const stream = await written(given().store, [goalSet()]);
      const broken = upcastersOf([
        {
          from: 'sample.goal-set.v1',
          to: 'sample.goal-set.v2',
          upcast: () => {
            throw new Error('no words');
          },
        },
      ]);
      const loading = given().ofRelease({ schemas: laterSchemas, upcasters: broken }).load(aTenant, stream);
      await expect(loading).rejects.toMatchObject({ name: 'FactUnreadable', type: 'sample.goal-set.v1' });
      await expect(loading).rejects.toThrow('which its upcasters to sample.goal-set.v2 cannot read');
    });
  });
};
