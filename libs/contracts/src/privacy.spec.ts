import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { catalogue, fact, internal, open, privacyOfFact } from './index.ts';

const types = [...catalogue.keys()];

describe('the privacy class of a field', () => {
  it.each(types)('is known for every field of %s', (type) => {
    const fields = Object.keys(catalogue.get(type)!.shape.data.shape);
    expect(Object.keys(privacyOfFact(type))).toEqual(fields);
  });

  it.each(types)('names, in %s, a field of the same fact as whose it is', (type) => {
    const classes = Object.values(privacyOfFact(type));
    const subjects = classes.flatMap((privacy) => ('of' in privacy ? [privacy.of] : []));
    const fields = Object.keys(catalogue.get(type)!.shape.data.shape);
    expect(subjects.filter((subject) => !fields.includes(subject))).toEqual([]);
  });

  it('is demanded by the compiler', () => {
    // @ts-expect-error a field without a class is not a field of a fact
    fact('goals.planted.v1', { goalId: open(z.uuid()), words: z.string() });
    expect(fact('goals.planted.v1', { goalId: open(z.uuid()), words: internal(z.string()) })).toBeDefined();
  });

  it('stays apart where one schema serves two fields', () => {
    const word = z.string();
    const planted = fact('goals.planted.v1', { seen: open(word), kept: internal(word) });
    expect(planted.shape.data.shape.seen).not.toBe(planted.shape.data.shape.kept);
  });
});
