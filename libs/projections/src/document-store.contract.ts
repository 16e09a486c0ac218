import { beforeEach, describe, expect, it } from '@jest/globals';
import { beginning, CheckpointMoved, DocumentRefused } from './document-store.ts';
import type { Change, Checkpoint, DocumentStore, StoredDocument } from './document-store.ts';
import { firstGeneration, liveName } from './generations.ts';
import type { Generations } from './generations.ts';

const key = { consumer: 'board.v1', topic: 'goals.events.g1', partition: 3 };
const at = (offset: number, position = offset): Checkpoint => ({
  offset: BigInt(offset),
  position,
  partitionseq: position,
});
const put = (name: string, fields: object = {}): Change => ({
  kind: 'put',
  document: { _id: `org|${name}`, tenant: 'org', ...fields },
});
const board = 'board.v1';

/** What both stores of documents keep to. `open` gives an empty one. */
export const documentStoreContract = (open: () => Promise<DocumentStore>): void => {
  let documents: DocumentStore;
  beforeEach(async () => {
    documents = await open();
    await documents.ensure([board]);
  });
  const all = async (): Promise<StoredDocument[]> => {
    const found: StoredDocument[] = [];
    for await (const document of documents.all(board)) found.push(document);
    return found;
  };
  const write = (...changes: Change[]) => documents.transact((unit) => unit.write(board, changes));

  describe('a unit of work', () => {
    it('keeps documents and checkpoint together', async () => {
      await documents.transact(async (unit) => {
        await unit.write(board, [put('b', { n: 1 }), put('a', { n: 2 })]);
        await unit.moveCheckpoint(key, undefined, at(7));
      });
      expect(await all()).toEqual([
        { _id: 'org|a', tenant: 'org', n: 2 },
        { _id: 'org|b', tenant: 'org', n: 1 },
      ]);
      expect(await documents.checkpoint(key)).toEqual(at(7));
      expect(await documents.checkpointsOf('board.v1')).toEqual([{ ...key, ...at(7) }]);
      expect(await documents.checkpointsOf('other.v1')).toEqual([]);
      expect(await documents.consumers()).toEqual(['board.v1']);
    });
    it('keeps nothing when it throws', async () => {
      const work = documents.transact(async (unit) => {
        await unit.write(board, [put('a')]);
        await unit.moveCheckpoint(key, undefined, at(7));
        throw new Error('no');
      });
      await expect(work).rejects.toThrow('no');
      expect(await all()).toEqual([]);
      expect(await documents.checkpoint(key)).toBeUndefined();
    });
    it('gives back what it returns', async () => {
      expect(await documents.transact(async () => 42)).toBe(42);
    });
    it('loads what is there, and only that', async () => {
      await write(put('a', { n: 1, deep: { list: [1, null, 'x'] } }));
      const loaded = await documents.transact((unit) => unit.load(board, ['org|a', 'org|none']));
      expect([...loaded]).toEqual([['org|a', { _id: 'org|a', tenant: 'org', n: 1, deep: { list: [1, null, 'x'] } }]]);
    });
    it('replaces and removes whole documents', async () => {
      await write(put('a', { n: 1, old: true }), put('b'));
      await write(put('a', { n: 2 }), { kind: 'remove', id: 'org|b' }, { kind: 'remove', id: 'org|none' });
      expect(await all()).toEqual([{ _id: 'org|a', tenant: 'org', n: 2 }]);
    });
    it('does not keep undefined fields', async () => {
      await write(put('a', { n: undefined, deep: { m: undefined, l: 1 } }));
      expect(await all()).toEqual([{ _id: 'org|a', tenant: 'org', deep: { l: 1 } }]);
    });
    it('keeps dates', async () => {
      await write(put('a', { at: new Date(5) }));
      expect((await all())[0]?.['at']).toEqual(new Date(5));
    });
    it('does not lose an update when two change one document', async () => {
      await write(put('a', { n: 0 }));
      const add = () =>
        documents.transact(async (unit) => {
          const document = (await unit.load(board, ['org|a'])).get('org|a');
          await unit.write(board, [put('a', { n: Number(document?.['n']) + 1 })]);
        });
      await Promise.all(Array.from({ length: 5 }, add));
      expect((await all())[0]).toMatchObject({ n: 5 });
    });
    it('does not lose an update when two make the same document', async () => {
      const add = (name: string) => () =>
        documents.transact(async (unit) => {
          const document = (await unit.load(board, ['org|a'])).get('org|a');
          await unit.write(board, [put('a', { ...document, [name]: true })]);
        });
      await Promise.all([add('one')(), add('two')(), add('three')()]);
      expect((await all())[0]).toMatchObject({ one: true, two: true, three: true });
    });
    it('names the document that is refused', async () => {
      const refused = write(put('a'), { kind: 'put', document: { _id: 'x', tenant: '' } }, put('c'));
      await expect(refused).rejects.toThrow(DocumentRefused);
      await expect(refused).rejects.toMatchObject({ id: 'x' });
      expect(await all()).toEqual([]);
    });
  });

  describe('a checkpoint', () => {
    it('moves from where it stands', async () => {
      await documents.transact((unit) => unit.moveCheckpoint(key, undefined, at(1)));
      await documents.transact((unit) => unit.moveCheckpoint(key, at(1), at(5)));
      expect(await documents.checkpoint(key)).toEqual(at(5));
    });
    it.each([
      ['when it is taken for new', undefined],
      ['when somebody else moved it', at(2)],
    ])('does not move %s, and nothing else is kept', async (_, from) => {
      await documents.transact((unit) => unit.moveCheckpoint(key, undefined, at(3)));
      const late = documents.transact(async (unit) => {
        await unit.write(board, [put('a')]);
        await unit.moveCheckpoint(key, from, at(9));
      });
      await expect(late).rejects.toThrow(CheckpointMoved);
      expect(await documents.checkpoint(key)).toEqual(at(3));
      expect(await all()).toEqual([]);
    });
    it('moves for one of two who start at the same moment', async () => {
      const start = (offset: number) => documents.transact((unit) => unit.moveCheckpoint(key, undefined, at(offset)));
      const started = await Promise.allSettled([start(1), start(2)]);
      expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(started.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: expect.any(CheckpointMoved),
      });
    });
    it('is told to those who watch, once it is kept', async () => {
      const moves: unknown[] = [];
      const end = documents.watch((moved, to) => moves.push([moved, to]));
      await documents.transact((unit) => unit.moveCheckpoint(key, undefined, at(1)));
      await documents.transact((unit) => unit.moveCheckpoint(key, undefined, at(2))).catch(() => undefined);
      expect(moves).toEqual([[key, at(1)]]);
      end();
      await documents.transact((unit) => unit.moveCheckpoint(key, at(1), at(2)));
      expect(moves).toHaveLength(1);
    });
  });

  describe('a held checkpoint', () => {
    const move = (from: Checkpoint | undefined, to: Checkpoint) =>
      documents.transact(async (unit) => {
        await unit.write(board, [put('a')]);
        await unit.moveCheckpoint(key, from, to);
      });
    const hold = async (until: number) => documents.transact((unit) => unit.hold([key], until));

    it('does not move, nothing else is kept, and it stands where it stood', async () => {
      await documents.transact((unit) => unit.moveCheckpoint(key, undefined, at(3)));
      await hold((await documents.now()) + 60_000);
      await expect(move(at(3), at(4))).rejects.toThrow(CheckpointMoved);
      expect(await all()).toEqual([]);
      expect(await documents.transact((unit) => unit.checkpointsOf('board.v1'))).toEqual([{ ...key, ...at(3) }]);
    });
    it('is made where it was missing, at the beginning', async () => {
      await hold(Infinity);
      expect(await documents.checkpoint(key)).toEqual(beginning);
      await expect(move(undefined, at(1))).rejects.toThrow(CheckpointMoved);
      await expect(move(beginning, at(1))).rejects.toThrow(CheckpointMoved);
    });
    it('moves again when its time is over, or when it is let go', async () => {
      await hold((await documents.now()) - 1);
      await move(beginning, at(1));
      await hold(Infinity);
      await hold(0);
      await move(at(1), at(2));
      expect(await documents.checkpoint(key)).toEqual(at(2));
    });
  });

  describe('generations', () => {
    const rebuilt = { model: 'board.v1', live: 2, previous: 1, highest: 2 };
    const keep = (generations: Generations) => documents.transact((unit) => unit.keepGenerations(generations));

    it('begin with the first alone', async () => {
      expect(await documents.transact((unit) => unit.generationsOf('board.v1'))).toEqual(firstGeneration('board.v1'));
      expect(await documents.generations()).toEqual([]);
      expect(await liveName(documents, 'board.v1')).toBe('board.v1');
    });
    it('are kept, and one name leads to the live one', async () => {
      await keep(rebuilt);
      expect(await documents.generations()).toEqual([rebuilt]);
      expect(await liveName(documents, 'board.v1')).toBe('board.v1~2');
      expect(await liveName(documents, 'other.v1')).toBe('other.v1');
    });
    it('are not kept by work that throws', async () => {
      const work = documents.transact(async (unit) => {
        await unit.keepGenerations(rebuilt);
        throw new Error('no');
      });
      await expect(work).rejects.toThrow('no');
      expect(await documents.generations()).toEqual([]);
    });
    it('do not lose a change when several change them', async () => {
      const next = () =>
        documents.transact(async (unit) => {
          const { highest, ...rest } = await unit.generationsOf('board.v1');
          await unit.keepGenerations({ ...rest, highest: highest + 1 });
        });
      await Promise.all([next(), next(), next()]);
      expect(await documents.generations()).toMatchObject([{ highest: 4 }]);
    });
  });

  describe('a consumer that is dropped', () => {
    it('leaves nothing, and the others are as they were', async () => {
      const other = { ...key, consumer: 'board.v1~2' };
      await documents.ensure([other.consumer, 'parked']);
      await documents.transact(async (unit) => {
        await unit.write(board, [{ kind: 'add', document: { _id: 'org|a', tenant: 'org' } }]);
        await unit.write(other.consumer, [put('a')]);
        for (const one of [key, other]) {
          await unit.moveCheckpoint(one, undefined, at(1));
          const parked = { _id: one.consumer, tenant: 'org', consumer: one.consumer };
          await unit.write('parked', [{ kind: 'put', document: parked }]);
        }
      });
      await documents.drop(board);
      await documents.drop(board);
      expect(await all()).toEqual([]);
      expect(await documents.consumers()).toEqual([other.consumer]);
      expect(await documents.find('parked', {})).toMatchObject([{ consumer: other.consumer }]);
      expect(await documents.find(other.consumer, {})).toHaveLength(1);
    });
  });

  describe('finding', () => {
    it('compares fields, sorts by id, and stops at the limit', async () => {
      await write(put('c', { kind: 'x' }), put('a', { kind: 'x' }), put('b', { kind: 'y' }));
      const names = async (limit?: number) => (await documents.find(board, { kind: 'x' }, limit)).map(({ _id }) => _id);
      expect(await names()).toEqual(['org|a', 'org|c']);
      expect(await names(1)).toEqual(['org|a']);
      expect(await documents.find('none.v1', {})).toEqual([]);
    });
  });
};
