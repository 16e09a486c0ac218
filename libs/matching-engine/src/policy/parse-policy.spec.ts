import { describe, expect, it } from '@jest/globals';
import { parsePolicy } from './parse-policy.ts';

const same = { id: 'city', label: 'Same city', kind: 'same', attribute: 'city', importance: 5 };
const faultsOf = (policy: unknown) => {
  const parsed = parsePolicy(policy);
  return parsed.ok ? [] : parsed.faults.map(({ path, rule }) => `${path} (${rule})`);
};

describe('reading a policy', () => {
  it('takes one without faults as it is', () => {
    const policy = { criteria: [same], ladders: { grade: ['A', 'B'] }, defaultCapacity: 2 };
    expect(parsePolicy(policy)).toEqual({ ok: true, policy });
  });

  it('names the rule, the place and the remedy of a fault', () => {
    const parsed = parsePolicy({ criteria: [{ ...same, importance: 0 }] });
    expect(parsed).toEqual({
      ok: false,
      faults: [
        {
          path: 'criteria[0].importance',
          rule: 'city',
          message: expect.any(String),
          remedy:
            'Use "must", "must-not" or a whole number from 1 to 10; a criterion that shall not count is left out.',
        },
      ],
    });
  });

  it('names all faults at once', () => {
    expect(
      faultsOf({
        criteria: [
          { ...same, colour: 1 },
          { ...same, id: 'Not kebab' },
          { id: 'x', kind: 'nonsense' },
        ],
        more: 1,
      }),
    ).toEqual(['criteria[0] (city)', 'criteria[1].id (Not kebab)', 'criteria[2].kind (x)', ' (policy)']);
  });

  it.each([null, 5, [], {}, { criteria: 'none' }])('refuses %j', (input) => expect(parsePolicy(input).ok).toBe(false));

  it('refuses two criteria with one id', () => {
    expect(faultsOf({ criteria: [same, same] })).toEqual(['criteria[1].id (city)']);
  });
  it('refuses a criterion that compares nothing', () => {
    const { attribute: _attribute, ...nothing } = same;
    expect(faultsOf({ criteria: [{ ...nothing, menteeAttribute: 'a' }] })).toEqual(['criteria[0].attribute (city)']);
  });
  it('refuses a ladder that is not there, or has a step twice', () => {
    const gap = {
      id: 'gap',
      label: 'Gap',
      kind: 'level-gap',
      attribute: 'g',
      ladder: 'grade',
      minSteps: 1,
      maxSteps: 4,
      importance: 'must',
    };
    expect(faultsOf({ criteria: [gap] })).toEqual(['criteria[0].ladder (gap)']);
    expect(faultsOf({ criteria: [gap], ladders: { grade: ['a', 'A '] } })).toEqual(['ladders.grade (grade)']);
  });
  it('refuses a range that no gap is in', () => {
    const gap = {
      id: 'gap',
      label: 'Gap',
      kind: 'level-gap',
      attribute: 'g',
      minSteps: 3,
      maxSteps: 1,
      bestSteps: 9,
      importance: 1,
    };
    expect(faultsOf({ criteria: [gap] })).toEqual(['criteria[0].minSteps (gap)', 'criteria[0].bestSteps (gap)']);
  });
  it('refuses two rules that no pair can keep', () => {
    const must = { ...same, importance: 'must' };
    expect(faultsOf({ criteria: [must, { ...must, id: 'other', kind: 'different' }] })).toEqual([
      'criteria[1] (other)',
    ]);
    expect(faultsOf({ criteria: [must, { ...must, id: 'other', importance: 'must-not' }] })).toEqual([
      'criteria[1] (other)',
    ]);
  });
  it('refuses a sensitive rule, because who is left out by it would tell', () => {
    expect(faultsOf({ criteria: [{ ...same, sensitive: true, importance: 'must' }] })).toEqual([
      'criteria[0].importance (city)',
    ]);
  });
  it('refuses an open criterion that would show a sensitive attribute', () => {
    const open = { ...same, id: 'open', menteeAttribute: 'other' };
    expect(faultsOf({ criteria: [{ ...same, sensitive: true }, open] })).toEqual(['criteria[1] (open)']);
  });
});
