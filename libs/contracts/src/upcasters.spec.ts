import { describe, expect, it } from '@jest/globals';
import { presentForm, presentType, upcastersOf, type Upcaster } from './index.ts';

const renamed: Upcaster = {
  from: 'goals.goal-set.v1',
  to: 'goals.goal-set.v2',
  upcast: ({ text, ...rest }) => ({ ...rest, words: text }),
};
const dated: Upcaster = {
  from: 'goals.goal-set.v2',
  to: 'goals.goal-set.v3',
  upcast: (data) => ({ ...data, dueOn: null }),
};
const chain = upcastersOf([dated, renamed]);

describe('a fact whose form has changed', () => {
  it('is handed from version to version', () => {
    expect(presentForm({ type: 'goals.goal-set.v1', data: { text: 'Chair', by: 1 } }, chain)).toEqual({
      type: 'goals.goal-set.v3',
      data: { words: 'Chair', by: 1, dueOn: null },
    });
  });

  it('joins the chain where it stands', () => {
    expect(presentForm({ type: 'goals.goal-set.v2', data: { words: 'Chair' } }, chain)).toEqual({
      type: 'goals.goal-set.v3',
      data: { words: 'Chair', dueOn: null },
    });
  });

  it('is known by its newest type', () => {
    expect(['v1', 'v2', 'v3'].map((form) => presentType(`goals.goal-set.${form}`, chain))).toEqual(
      Array(3).fill('goals.goal-set.v3'),
    );
  });

  it('leaves every other fact as it is', () => {
    const other = { type: 'goals.goal-reached.v1', data: {} };
    expect(presentForm(other, chain)).toEqual(other);
  });
});

describe('upcasters', () => {
  it('refuse two that read the same form', () => {
    expect(() => upcastersOf([renamed, { ...renamed, to: 'goals.goal-planned.v1' }])).toThrow(
      'two upcasters read goals.goal-set.v1',
    );
  });

  it('refuse a circle', () => {
    expect(() =>
      upcastersOf([renamed, dated, { ...renamed, from: 'goals.goal-set.v3', to: 'goals.goal-set.v1' }]),
    ).toThrow('lead in a circle');
    expect(() => upcastersOf([{ ...renamed, to: renamed.from }])).toThrow('lead in a circle');
  });
});
