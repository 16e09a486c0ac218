import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { liveReads, type Seen } from '@telemachy/projections';
import mongoose from 'mongoose';
import type { Problem } from '../http/problem.ts';
import { bySomeone, ReadModel } from './read-models.ts';

type Thing = { readonly owner: string };
const atLeast = 'goal-0b7d6a52-58a1-5c3e-9a5e-3b8e5a1f0c11@0123456789abcdef01234567';

/** A read model that holds this much and counts how often it is looked at. */
const holding = (document: Thing | undefined, seen: Seen = 'seen') => {
  const looks: number[] = [];
  const model = new ReadModel<Thing>(
    {
      connection: mongoose.createConnection(),
      freshness: { reached: async () => seen },
      reads: liveReads({ generations: async () => [] }),
      longestQueryMs: 700,
    },
    { name: 'things', version: 1 },
  );
  model.peek = async () => {
    looks.push(performance.now());
    return document;
  };
  return { model, looks };
};

/** The answer and when it was there, in ms; time goes by at once. */
const timed = async <Result>(ask: () => Promise<Result>): Promise<{ after: number; answer: Result | string }> => {
  const begun = performance.now();
  const answering = ask().then(
    (answer) => ({ after: performance.now() - begun, answer }),
    (error: Problem) => ({ after: performance.now() - begun, answer: `${error.status} ${error.word}` }),
  );
  await jest.advanceTimersByTimeAsync(10_000);
  return answering;
};
const byOwner = ({ owner }: Thing): boolean => owner === 'me';

describe('finding one document', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('answers at once with what the caller may see', async () => {
    const { model } = holding({ owner: 'me' });
    expect(await timed(() => model.find('acme', 'one', byOwner))).toEqual({ after: 0, answer: { owner: 'me' } });
  });

  it.each([
    ['', undefined, 'seen'],
    [' as fresh as asked for', atLeast, 'seen'],
    [' after a commit that there is not', atLeast, 'unknown'],
  ] as const)('takes what somebody else has as what nobody has%s: the same looks at the same times', async (...row) => {
    const [, wanted, seen] = row;
    const [theirs, nobodys] = [holding({ owner: 'you' }, seen), holding(undefined, seen)];
    const ask = ({ model }: typeof theirs) => timed(() => model.find('acme', 'one', byOwner, wanted));
    const begun = performance.now();
    const first = await ask(theirs);
    const second = await ask(nobodys);
    expect(first).toEqual({ after: 1000, answer: undefined });
    expect(second).toEqual(first);
    expect(nobodys.looks.map((at) => at - begun - 10_000)).toEqual(theirs.looks.map((at) => at - begun));
  });

  it('says that there is no such commit to whom may see the document', async () => {
    const { model } = holding({ owner: 'me' }, 'unknown');
    expect(await timed(() => model.find('acme', 'one', bySomeone, atLeast))).toEqual({
      after: 0,
      answer: '400 invalid-request',
    });
  });

  it('says that it is behind, and to ask again', async () => {
    const { model } = holding({ owner: 'me' }, 'behind');
    expect((await timed(() => model.find('acme', 'one', bySomeone, atLeast))).answer).toBe('503 behind');
    expect((await timed(() => model.atLeast('acme', atLeast))).answer).toBe('503 behind');
  });

  it('names the parameter whose commit there is not', async () => {
    const asked = holding(undefined, 'unknown').model.atLeast('acme', atLeast);
    await expect(asked).rejects.toMatchObject({ status: 400, errors: [{ in: 'query', path: 'atLeast' }] });
  });
});

describe('documents that are asked for at once', () => {
  it('are read at once, those of each organization for themselves, and each asker gets their own', async () => {
    const stored = ['acme|one', 'acme|two', 'other|one'].map((_id) => ({ _id, tenant: '', owner: _id }));
    const reads: (readonly string[])[] = [];
    const find = ({ _id }: { readonly _id: { readonly $in: readonly string[] } }) => {
      reads.push(_id.$in);
      const found = stored.filter((document) => _id.$in.includes(document._id));
      const lean = () => ({ exec: async () => found.toReversed() });
      return { maxTimeMS: () => ({ lean }) };
    };
    const model = new ReadModel<Thing>(
      {
        connection: { models: { 'things.v1': { find } } } as unknown as mongoose.Connection,
        freshness: { reached: async () => 'seen' },
        reads: liveReads({ generations: async () => [] }),
        longestQueryMs: 700,
      },
      { name: 'things', version: 1 },
    );
    const asked = [
      ['acme', 'one'],
      ['other', 'one'],
      ['acme', 'three'],
      ['acme', 'two'],
      ['acme', 'one'],
    ] as const;
    const found = await Promise.all(asked.map(([tenant, key]) => model.peek(tenant, key)));
    expect(found.map((one) => one?.owner)).toEqual(['acme|one', 'other|one', undefined, 'acme|two', 'acme|one']);
    expect(reads).toEqual([['acme|one', 'acme|three', 'acme|two'], ['other|one']]);
    await model.peek('acme', 'one');
    expect(reads).toHaveLength(3);
  });
});

describe('whatever is asked of MongoDB', () => {
  it.each([
    ['one document', (model: ReadModel<Thing>) => model.peek('acme', 'one')],
    ['all that fit', (model: ReadModel<Thing>) => model.all('acme', {})],
    ['a page', (model: ReadModel<Thing>) => model.page('acme', {}, { limit: 2 })],
    ['a count', (model: ReadModel<Thing>) => model.count('acme', {})],
  ])('may take only so long: %s', async (_, ask) => {
    const given: number[] = [];
    const query = {
      sort: () => query,
      limit: () => query,
      lean: () => query,
      maxTimeMS: (ms: number) => {
        given.push(ms);
        return query;
      },
      exec: async () => [],
    };
    const things = { find: () => query, countDocuments: () => query };
    await ask(
      new ReadModel<Thing>(
        {
          connection: { models: { 'things.v1': things } } as unknown as mongoose.Connection,
          freshness: { reached: async () => 'seen' },
          reads: liveReads({ generations: async () => [] }),
          longestQueryMs: 700,
        },
        { name: 'things', version: 1 },
      ),
    );
    expect(given).toEqual([700]);
  });
});
