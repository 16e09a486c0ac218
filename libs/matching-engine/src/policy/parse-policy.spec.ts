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
    ).toEqual(['criteria[0].colour (city)', 'criteria[1].id (Not kebab)', 'criteria[2].kind (x)', 'more (policy)']);
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
    for (const ladder of ['__proto__', 'constructor'])
      expect(faultsOf({ criteria: [{ ...gap, ladder }], ladders: { grade: ['a', 'b'] } })).toEqual([
        'criteria[0].ladder (gap)',
      ]);
    expect(faultsOf({ criteria: [gap], ladders: { grade: ['a', 'A '] } })).toEqual(['ladders.grade (grade)']);
  });
  it('refuses an id that names something built in', () => {
    for (const id of ['other-wishes', 'reporting-line', 'capacity'])
      expect(faultsOf({ criteria: [{ ...same, id }] })).toEqual([`criteria[0].id (${id})`]);
  });
  it('refuses an attribute that is never looked at', () => {
    const both = { ...same, menteeAttribute: 'home', mentorAttribute: 'work' };
    expect(faultsOf({ criteria: [both] })).toEqual(['criteria[0].attribute (city)']);
  });
  it('refuses a minimum that no pair can have, as sensitive criteria do not count', () => {
    const secret = { ...same, id: 'secret', attribute: 'faith', sensitive: true };
    expect(faultsOf({ criteria: [same, secret], minimumScore: 5000 })).toEqual([]);
    expect(faultsOf({ criteria: [same, secret], minimumScore: 5001 })).toEqual(['minimumScore (minimum-score)']);
    expect(faultsOf({ criteria: [{ ...same, importance: 'must' }], minimumScore: 1 })).toEqual([
      'minimumScore (minimum-score)',
    ]);
  });
  it.each<[string, object, string]>([
    ['a weight of 0', { criteria: [{ ...same, importance: 0 }] }, 'criteria[0].importance (city)'],
    ['a weight of 11', { criteria: [{ ...same, importance: 11 }] }, 'criteria[0].importance (city)'],
    ['half a weight', { criteria: [{ ...same, importance: 1.5 }] }, 'criteria[0].importance (city)'],
    ['a weight that is no number', { criteria: [{ ...same, importance: NaN }] }, 'criteria[0].importance (city)'],
    ['a negative weight', { criteria: [{ ...same, importance: -1 }] }, 'criteria[0].importance (city)'],
    ['an empty ladder', { criteria: [], ladders: { grade: [] } }, 'ladders.grade (policy)'],
    ['a ladder of one step', { criteria: [], ladders: { grade: ['A'] } }, 'ladders.grade (policy)'],
    ['a step without a name', { criteria: [], ladders: { grade: ['A', ' '] } }, 'ladders.grade[1] (policy)'],
    [
      'a ladder without end',
      { criteria: [], ladders: { grade: Array.from({ length: 201 }, (_, n) => `step ${n}`) } },
      'ladders.grade (policy)',
    ],
    ['a negative capacity', { criteria: [], defaultCapacity: -1 }, 'defaultCapacity (policy)'],
    ['a capacity for everybody there is', { criteria: [], defaultCapacity: 1001 }, 'defaultCapacity (policy)'],
    ['an impossible minimum', { criteria: [], minimumScore: 10_001 }, 'minimumScore (policy)'],
    [
      'a list of nothing',
      {
        criteria: [
          { id: 'in', label: 'In', kind: 'list-membership', side: 'mentor', attribute: 'a', values: [], importance: 1 },
        ],
      },
      'criteria[0].values (in)',
    ],
    [
      'more in common than anybody has',
      { criteria: [{ ...same, kind: 'overlap', measure: 'jaccard', atLeast: 101 }] },
      'criteria[0].atLeast (city)',
    ],
  ])('refuses %s', (_, policy, fault) => expect(faultsOf(policy)).toEqual([fault]));

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
