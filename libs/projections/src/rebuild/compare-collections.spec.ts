import { describe, expect, it } from '@jest/globals';
import { memoryDocuments } from '../memory-documents.ts';
import { compareCollections } from './compare-collections.ts';

const compared = async (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>, shown = 10) => {
  const documents = memoryDocuments();
  const put = (collection: string, fields: Readonly<Record<string, number>>) =>
    documents.transact((unit) =>
      unit.write(
        collection,
        Object.entries(fields).map(([id, n]) => ({
          kind: 'put',
          document: { _id: `org|${id}`, tenant: 'org', n },
        })),
      ),
    );
  await put('one', one);
  await put('other', other);
  return compareCollections(documents, ['one', 'other'], shown);
};

describe('two collections', () => {
  it('are the same, with one hash, where each document is', async () => {
    const { one, other, differences, differing } = await compared({ a: 1, b: 2 }, { b: 2, a: 1 });
    expect([differences, differing]).toEqual([0, []]);
    expect(one).toEqual(other);
    expect(one.documents).toBe(2);
  });

  it('differ by what is changed, and by what is on one side only', async () => {
    const found = await compared({ a: 1, b: 2, d: 4 }, { b: 3, c: 3, d: 4, e: 5 });
    expect(found).toMatchObject({ one: { documents: 3 }, other: { documents: 4 }, differences: 4 });
    expect(found.differing).toEqual(['org|a', 'org|b', 'org|c', 'org|e']);
    expect(found.one.hash).not.toBe(found.other.hash);
  });

  it('tell all differences and show some', async () => {
    expect(await compared({}, { a: 1, b: 2, c: 3 }, 2)).toMatchObject({
      differences: 3,
      differing: ['org|a', 'org|b'],
    });
  });
});
