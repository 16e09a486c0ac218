import { describe, expect, it } from '@jest/globals';
import type { Criterion, Policy } from '../policy/policy.ts';
import type { AttributeValue, Participant } from '../snapshot/snapshot.ts';
import { ScoreTable } from './score-table.ts';

type Attributes = Readonly<Record<string, AttributeValue>>;
type Given = {
  readonly criterion: Record<string, unknown>;
  readonly mentee?: Attributes;
  readonly mentor?: Attributes;
  readonly ladder?: string[];
};

/** The score of one pair under one criterion; −1 where it is forbidden. */
const scoreOf = ({ criterion, mentee = {}, mentor = {}, ladder }: Given): number => {
  const policy: Policy = {
    ...(ladder === undefined ? {} : { ladders: { level: ladder } }),
    criteria: [{ id: 'it', label: 'It', importance: 1, ...criterion } as Criterion],
  };
  const row = new Int16Array(1);
  new ScoreTable(
    [{ id: 'e', personId: 'pe', attributes: mentee }],
    [{ id: 'm', personId: 'pm', attributes: mentor }],
    policy,
    [],
  ).scores(0, row);
  return row[0]!;
};

describe('the same attribute', () => {
  const criterion = { kind: 'same', attribute: 'city' };
  it('is met whatever the case and the spaces', () => {
    expect(scoreOf({ criterion, mentee: { city: 'São  Paulo ' }, mentor: { city: 'SA\u0303O PAULO' } })).toBe(10_000);
  });
  it('is met when two lists have something in common', () => {
    expect(scoreOf({ criterion, mentee: { city: ['a', 'b'] }, mentor: { city: ['b', 'c'] } })).toBe(10_000);
  });
  it('gives nothing when they differ or one is missing', () => {
    expect(scoreOf({ criterion, mentee: { city: 'a' }, mentor: { city: 'b' } })).toBe(0);
    expect(scoreOf({ criterion, mentee: { city: '' }, mentor: { city: '' } })).toBe(0);
  });
  it('forbids as a must, and as a must-not when met', () => {
    expect(
      scoreOf({ criterion: { ...criterion, importance: 'must' }, mentee: { city: 'a' }, mentor: { city: 'b' } }),
    ).toBe(-1);
    expect(
      scoreOf({ criterion: { ...criterion, importance: 'must-not' }, mentee: { city: 'a' }, mentor: { city: 'a' } }),
    ).toBe(-1);
  });
});

describe('a missing value', () => {
  it('breaks a must, unless the policy says that it is met', () => {
    const criterion = { kind: 'same', attribute: 'city', importance: 'must' };
    expect(scoreOf({ criterion, mentee: { city: 'a' } })).toBe(-1);
    expect(scoreOf({ criterion: { ...criterion, whenMissing: 'met' }, mentee: { city: 'a' } })).toBe(0);
  });
});

describe('a criterion under a condition', () => {
  const criterion = {
    kind: 'same',
    attribute: 'city',
    appliesIf: { side: 'mentee', attribute: 'asks', equals: ['yes'] },
  };
  it('counts for those it applies to', () => {
    expect(scoreOf({ criterion, mentee: { city: 'a', asks: 'Yes' }, mentor: { city: 'b' } })).toBe(0);
  });
  it('is met for all others: nothing asked, nothing missing', () => {
    expect(scoreOf({ criterion, mentee: { city: 'a', asks: 'no' }, mentor: { city: 'b' } })).toBe(10_000);
    expect(scoreOf({ criterion: { ...criterion, importance: 'must' }, mentee: { city: 'a' }, mentor: {} })).toBe(0);
  });
});

describe('an overlap of lists', () => {
  const lists = { mentee: { l: ['a', 'b', 'c', 'd'] }, mentor: { l: ['b', 'c', 'x'] } };
  it('is the share of the mentee’s wishes, or the share of all that either has', () => {
    expect(scoreOf({ criterion: { kind: 'overlap', attribute: 'l', measure: 'share-of-wishes' }, ...lists })).toBe(
      5000,
    );
    expect(scoreOf({ criterion: { kind: 'overlap', attribute: 'l', measure: 'jaccard' }, ...lists })).toBe(4000);
  });
  it('as a must asks for as many in common as it says', () => {
    const must = { kind: 'overlap', attribute: 'l', measure: 'jaccard', importance: 'must' };
    expect(scoreOf({ criterion: { ...must, atLeast: 2 }, ...lists })).toBe(0);
    expect(scoreOf({ criterion: { ...must, atLeast: 3 }, ...lists })).toBe(-1);
  });
});

describe('an offer that covers what is wanted', () => {
  const criterion = {
    kind: 'offered-covers-wanted',
    menteeAttribute: 'wants',
    mentorAttribute: 'offers',
    levels: true,
  };
  it('counts an offer below the wanted level in proportion', () => {
    const score = scoreOf({
      criterion,
      mentee: { wants: ['Kafka:3', 'Nest'] },
      mentor: { offers: ['kafka: 1', 'nest:2', 'Go:3'] },
    });
    expect(score).toBe(Math.round((10_000 * (1 / 3 + 1)) / 2));
  });
});

describe('a level gap', () => {
  const ladder = ['AA', 'AO', 'EO', 'HEO', 'SEO'];
  const criterion = { kind: 'level-gap', attribute: 'grade', ladder: 'level', minSteps: 1, maxSteps: 2 };
  const gap = (mentee: string, mentor: string, more = {}) =>
    scoreOf({ ladder, criterion: { ...criterion, ...more }, mentee: { grade: mentee }, mentor: { grade: mentor } });
  it('counts steps on the ladder, from the mentee up to the mentor', () => {
    expect(gap('AO', 'HEO')).toBe(10_000);
    expect(gap('AO', 'SEO')).toBe(0);
    expect(gap('HEO', 'AO')).toBe(0);
    expect(gap('AO', 'AO', { importance: 'must' })).toBe(-1);
  });
  it('does not know what is not on the ladder', () => expect(gap('AO', 'Boss', { importance: 'must' })).toBe(-1));
  it('falls off evenly from the best gap', () => {
    const wide = { minSteps: 0, maxSteps: 4, bestSteps: 1 };
    expect([gap('AA', 'AA', wide), gap('AA', 'AO', wide), gap('AA', 'EO', wide), gap('AA', 'SEO', wide)]).toEqual([
      5000, 10_000, 7500, 2500,
    ]);
  });
  it('compares numbers where there is no ladder', () => {
    const { ladder: _ladder, ...plain } = criterion;
    expect(scoreOf({ criterion: plain, mentee: { grade: 4 }, mentor: { grade: '6' } })).toBe(10_000);
  });
});

describe('membership in a list', () => {
  it('looks at one side alone', () => {
    const criterion = {
      kind: 'list-membership',
      side: 'mentor',
      attribute: 'site',
      values: ['Bonn', 'Paris'],
      importance: 'must',
    };
    expect(scoreOf({ criterion, mentor: { site: 'bonn' } })).toBe(0);
    expect(scoreOf({ criterion, mentor: { site: 'Rome' } })).toBe(-1);
  });
});

describe('the rules that are always in force', () => {
  const person = (id: string, more: Partial<Participant> = {}): Participant => ({
    id,
    personId: id,
    attributes: {},
    ...more,
  });
  const brokenBy = (
    mentee: Participant,
    mentor: Participant,
    others: Participant[] = [],
    policy: Policy = { criteria: [] },
  ) => new ScoreTable([mentee], [mentor, ...others], policy, [['e', 'blocked', 'conflict']]).brokenRules(0, 0);

  it('never match a person with itself', () => {
    expect(brokenBy(person('e', { personId: 'p' }), person('m', { personId: 'p' }))).toEqual(['not-yourself']);
  });
  it('never match a blocked pair', () => expect(brokenBy(person('e'), person('blocked'))).toEqual(['blocked-pair']));
  it('never match within a reporting line, however far up, through the lines of others', () => {
    const others = [person('boss', { line: ['top'] }), person('top', { line: ['m'] })];
    expect(brokenBy(person('e', { line: ['boss'] }), person('m'), others)).toEqual(['reporting-line']);
    expect(brokenBy(person('e', { line: ['boss', 'top', 'm'] }), person('m'))).toEqual(['reporting-line']);
  });
  it('never match somebody with a report of its own', () => {
    expect(brokenBy(person('e'), person('m', { line: ['e'] }))).toEqual(['reporting-line']);
  });
  it('stop at lines that go in a circle', () => {
    const others = [person('a', { line: ['b'] }), person('b', { line: ['a'] })];
    expect(brokenBy(person('e', { line: ['a'] }), person('m'), others)).toEqual([]);
  });
  it('leave the reporting line alone when the policy says so', () => {
    expect(brokenBy(person('e', { line: ['m'] }), person('m'), [], { criteria: [], reportingLine: false })).toEqual([]);
  });
  it('leave out pairs below the minimum score', () => {
    expect(brokenBy(person('e'), person('m'), [], { criteria: [], minimumScore: 1 })).toEqual(['minimum-score']);
  });
});
