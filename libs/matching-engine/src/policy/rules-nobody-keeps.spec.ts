import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CompiledCriterion } from '../scoring/compiled-criterion.ts';
import type { AttributeValue } from '../snapshot/snapshot.ts';
import type { Criterion, Policy } from './policy.ts';
import { parsePolicy } from './parse-policy.ts';
import { rulesNobodyKeeps } from './rules-nobody-keeps.ts';

const ladders = { grade: ['AA', 'AO', 'EO', 'HEO'], rank: ['low', 'high'] };
const rule = (id: string, what: object, importance: 'must' | 'must-not' = 'must') => ({
  id,
  label: id,
  importance,
  ...what,
});
const gap = (minSteps: number, maxSteps: number, ladder?: string) => ({
  kind: 'level-gap',
  attribute: 'grade',
  minSteps,
  maxSteps,
  ...(ladder === undefined ? {} : { ladder }),
});
const listed = (side: 'mentee' | 'mentor', ...values: string[]) => ({
  kind: 'list-membership',
  side,
  attribute: 'grade',
  values,
});
const common = (kind: string, more: object = {}) => ({ kind, attribute: 'grade', ...more });
const told = (...criteria: object[]): string[] => {
  const parsed = parsePolicy({ ladders, criteria });
  return parsed.ok ? [] : parsed.faults.map(({ path, message }) => `${path}: ${message}`);
};

describe('rules that no pair can keep', () => {
  it.each<[string, ...object[]]>([
    ['two gaps on one ladder', rule('a', gap(1, 1, 'grade')), rule('b', gap(2, 3, 'grade'))],
    ['two gaps between numbers', rule('a', gap(1, 4)), rule('b', gap(5, 9))],
    ['a gap that is asked and one around it that is not', rule('a', gap(1, 2)), rule('b', gap(0, 3), 'must-not')],
    ['gaps on ladders without a common step', rule('a', gap(0, 1, 'grade')), rule('b', gap(0, 1, 'rank'))],
    [
      'a list and the same list',
      rule('a', listed('mentor', 'EO')),
      rule('b', listed('mentor', 'eo ', 'AO'), 'must-not'),
    ],
    ['same and different', rule('a', common('same')), rule('b', common('different'))],
    ['neither same nor different', rule('a', common('same'), 'must-not'), rule('b', common('different'), 'must-not')],
    [
      'something in common and nothing in common',
      rule('a', common('overlap', { measure: 'jaccard', atLeast: 2 })),
      rule('b', common('different')),
    ],
    ['covered wants and nothing in common', rule('a', common('offered-covers-wanted')), rule('b', common('different'))],
    ['the same level and a gap', rule('a', common('same')), rule('b', gap(1, 3, 'grade'))],
    ['a gap above those on top', rule('a', listed('mentee', 'HEO')), rule('b', gap(1, 3, 'grade'))],
  ])('are named with each other: %s', (_, ...criteria) => {
    expect(told(...criteria)).toEqual(['criteria[1]: No pair can keep it together with "a".']);
  });

  it.each<[string, object]>([
    ['a gap longer than its ladder', rule('a', gap(4, 9, 'grade'))],
    ['every gap of its ladder forbidden', rule('a', gap(-3, 3, 'grade'), 'must-not')],
  ])('are named alone: %s', (_, criterion) => {
    expect(told(criterion)).toEqual(['criteria[0]: No pair can keep it.']);
  });

  it('are named as the smallest set, without those that do not matter', () => {
    const three = [
      rule('a', listed('mentee', 'EO')),
      rule('x', common('different')),
      rule('b', listed('mentor', 'AO')),
    ];
    expect(told(...three, rule('c', gap(0, 3, 'grade')))).toEqual([
      'criteria[3]: No pair can keep it together with "a", "b".',
    ]);
  });

  it.each<[string, ...object[]]>([
    ['gaps that meet', rule('a', gap(1, 2, 'grade')), rule('b', gap(2, 3, 'grade'))],
    ['lists of which somebody may have both', rule('a', listed('mentor', 'EO')), rule('b', listed('mentor', 'AO'))],
    [
      'rules for some people only',
      rule('a', gap(1, 1)),
      { ...rule('b', gap(3, 3)), appliesIf: { side: 'mentee', attribute: 'x', equals: ['y'] } },
    ],
    ['a rule and a wish', rule('a', common('same')), { ...rule('b', common('different')), importance: 5 }],
    ['other attributes', rule('a', common('same')), rule('b', { kind: 'different', attribute: 'town' })],
    ['a forbidden part of a gap', rule('a', gap(1, 4)), rule('b', gap(1, 3), 'must-not')],
  ])('are not suspected: %s', (_, ...criteria) => {
    expect(told(...criteria)).toEqual([]);
  });

  it('are found where an attribute has one value', () => {
    const criteria = [rule('a', listed('mentor', 'EO')), rule('b', listed('mentor', 'AO'))] as Criterion[];
    expect(rulesNobodyKeeps({ criteria }, () => 'one').map(({ rule: id }) => id)).toEqual(['b']);
  });
});

describe('what is said of rules', () => {
  const importance = fc.constantFrom('must' as const, 'must-not' as const);
  const values = fc.subarray(['AA', 'AO', 'EO', 'HEO'], { minLength: 1 });
  const side = fc.constantFrom('mentee' as const, 'mentor' as const);
  const membership = fc.tuple(side, values).map(([one, some]) => listed(one, ...some));
  const onLadder = fc.oneof(
    membership,
    fc.tuple(fc.integer({ min: -4, max: 4 }), fc.nat({ max: 4 })).map(([min, more]) => gap(min, min + more, 'grade')),
    fc.constantFrom(common('same'), common('different')),
  );
  const onLists = fc.oneof(
    membership,
    fc.constantFrom(
      common('same'),
      common('different'),
      common('overlap', { measure: 'jaccard', atLeast: 2 }),
      common('offered-covers-wanted'),
    ),
  );
  const policies = (kinds: fc.Arbitrary<object>): fc.Arbitrary<Policy> =>
    fc.array(fc.tuple(kinds, importance), { minLength: 1, maxLength: 4 }).map((rules) => ({
      ladders,
      criteria: rules.map(([what, how], nth) => rule(`r${nth}`, what, how)) as Criterion[],
    }));

  /** Whether two of all these values keep all rules, as a match run sees it. */
  const keptByAny = (policy: Policy, all: readonly AttributeValue[]): boolean => {
    const compiled = policy.criteria.map((criterion) => new CompiledCriterion(criterion, policy, 0));
    const person = (id: string, grade: AttributeValue) => ({ id, personId: id, attributes: { grade } });
    return all.some((mentee) =>
      all.some((mentor) =>
        compiled.every((one) => {
          const { state, forbids } = one.find(person('e', mentee), person('m', mentor));
          return state === 'judged' && !forbids;
        }),
      ),
    );
  };
  const subsets = (values: readonly string[]): string[][] =>
    values.reduce<string[][]>((sets, value) => [...sets, ...sets.map((set) => [...set, value])], [[]]);

  it('is what trying every pair of steps says', () =>
    fc.assert(
      fc.property(policies(onLadder.filter((what) => 'minSteps' in what)), policies(onLadder), (gaps, more) => {
        const criteria = [gaps.criteria[0]!, ...more.criteria.map((one) => ({ ...one, id: `more-${one.id}` }))];
        const policy = { ladders, criteria };
        expect(rulesNobodyKeeps(policy).length === 0).toBe(keptByAny(policy, ladders.grade));
      }),
      { numRuns: 1000 },
    ));

  it('is what trying every pair of numbers says', () => {
    const all = Array.from({ length: 41 }, (_, half) => (half - 20) / 2);
    const number = fc
      .tuple(side, fc.subarray(['0', '1', '3'], { minLength: 1 }))
      .map(([one, some]) => listed(one, ...some));
    const between = fc
      .tuple(fc.integer({ min: -3, max: 3 }), fc.nat({ max: 3 }))
      .map(([min, more]) => gap(min, min + more));
    fc.assert(
      fc.property(policies(between), policies(fc.oneof(between, number)), (gaps, more) => {
        const criteria = [gaps.criteria[0]!, ...more.criteria.map((one) => ({ ...one, id: `more-${one.id}` }))];
        expect(rulesNobodyKeeps({ criteria }).length === 0).toBe(keptByAny({ criteria }, all));
      }),
      { numRuns: 300 },
    );
  });

  it('is what trying every pair of lists says', () => {
    const all = subsets(['AA', 'AO', 'EO', 'HEO', 'u', 'v', 'w']).filter((set) => set.length > 0);
    fc.assert(
      fc.property(policies(onLists), (policy) => {
        expect(rulesNobodyKeeps(policy).length === 0).toBe(keptByAny(policy, all));
      }),
      { numRuns: 300 },
    );
  });

  it('is what trying every pair of single values says', () => {
    const all = ['AA', 'AO', 'EO', 'HEO', 'u', 'v'];
    fc.assert(
      fc.property(policies(onLists), (policy) => {
        expect(rulesNobodyKeeps(policy, () => 'one').length === 0).toBe(keptByAny(policy, all));
      }),
      { numRuns: 1000 },
    );
  });
});
