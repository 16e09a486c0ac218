import { describe, expect, it } from '@jest/globals';
import type { Criterion, Policy } from '../policy/policy.ts';
import type { Mentor, Participant, Snapshot } from '../snapshot/snapshot.ts';
import { solve } from './solve.ts';

const gap: Criterion = {
  id: 'gap',
  label: 'One to two grades up',
  kind: 'level-gap',
  attribute: 'grade',
  ladder: 'grade',
  minSteps: 1,
  maxSteps: 2,
  importance: 'must',
};
const other: Criterion = {
  id: 'other',
  label: 'Another office',
  kind: 'different',
  attribute: 'office',
  importance: 'must',
};
const policy: Policy = { ladders: { grade: ['A', 'B', 'C', 'D', 'E'] }, criteria: [gap, other] };

const person = (id: string, grade: string, office: string, more: Partial<Mentor> = {}): Participant => ({
  id,
  personId: `p-${id}`,
  attributes: { grade, office },
  ...more,
});
const reasonsOf = (snapshot: Snapshot, rules = policy) =>
  Object.fromEntries(solve(snapshot, rules, { seed: 's' }).unmatched.map(({ id, reason }) => [id, reason]));

describe('somebody without a mentor', () => {
  it('hears that all places are taken, and whose place would help', () => {
    const reasons = reasonsOf({
      mentees: [person('e1', 'A', 'x'), person('e2', 'A', 'x')],
      mentors: [person('m', 'B', 'y')],
    });
    expect(Object.values(reasons)).toEqual([
      {
        code: 'places-taken',
        text: '1 mentor would fit, but no more people can be placed, and the best whole match gives their places to others.',
        smallestChange: {
          kind: 'add-place',
          text: 'One more place with this mentor would place one more person.',
          opens: 1,
          mentorIds: ['m'],
        },
      },
    ]);
  });

  it('hears of the one rule in the way, and by how little it would have to give', () => {
    const { e } = reasonsOf({
      mentees: [person('e', 'A', 'x')],
      mentors: [person('m1', 'D', 'y'), person('m2', 'E', 'y'), person('m3', 'B', 'x')],
    });
    expect(e).toMatchObject({
      code: 'rules-leave-nobody',
      blockingRule: { rule: 'gap', label: 'One to two grades up' },
      smallestChange: {
        kind: 'widen-gap',
        text: 'With "One to two grades up" up to 3 instead of 2, 1 mentor would be possible.',
        opens: 1,
      },
    });
  });

  it('hears of a rule that would have to go', () => {
    const { e } = reasonsOf({ mentees: [person('e', 'A', 'x')], mentors: [person('m', 'B', 'x')] });
    expect(e).toMatchObject({
      blockingRule: { rule: 'other' },
      smallestChange: { kind: 'drop-rule', text: 'Without "Another office", 1 mentor would be possible.', opens: 1 },
    });
  });

  it('hears that an own value is missing', () => {
    const { e } = reasonsOf({ mentees: [person('e', 'unknown', 'x')], mentors: [person('m', 'B', 'y')] });
    expect(e?.smallestChange).toEqual({
      kind: 'fill-in',
      text: 'The mentee\'s "grade" is missing or unknown: it is needed first.',
      opens: 0,
    });
  });

  it('hears when only two rules together stand in the way', () => {
    const { e } = reasonsOf({ mentees: [person('e', 'A', 'x')], mentors: [person('m', 'E', 'x')] });
    expect(e?.smallestChange).toEqual({
      kind: 'drop-rules',
      text: 'Only without "One to two grades up" and "Another office" together would somebody be possible.',
      opens: 1,
    });
  });

  it('hears of a built-in rule, and of a minimum score', () => {
    expect(
      reasonsOf({
        mentees: [person('e', 'A', 'x')],
        mentors: [person('m', 'B', 'y')],
        blocked: [['e', 'm', 'conflict']],
      })['e'],
    ).toMatchObject({
      blockingRule: { rule: 'blocked-pair', label: 'Not a blocked pair' },
    });
    const wish: Policy = {
      minimumScore: 5000,
      criteria: [{ id: 'o', label: 'Office', kind: 'same', attribute: 'office', importance: 1 }],
    };
    expect(
      reasonsOf({ mentees: [person('e', 'A', 'x')], mentors: [person('m', 'B', 'y')] }, wish)['e']?.smallestChange,
    ).toEqual({
      kind: 'lower-minimum',
      text: 'With a minimum of 0 points, 1 mentor would be possible.',
      opens: 1,
    });
  });

  it('hears when there is no mentor at all', () => {
    expect(reasonsOf({ mentees: [person('e', 'A', 'x')], mentors: [] })['e']?.code).toBe('no-mentors');
    expect(reasonsOf({ mentees: [person('e', 'A', 'x')], mentors: [person('m', 'B', 'y', { capacity: 0 })] })).toEqual({
      e: { code: 'no-mentors', text: 'There is no mentor who offers a place.' },
    });
  });
});

describe('mentors whose place would help', () => {
  it('are not ordered by a sensitive criterion', () => {
    const secret: Policy = {
      criteria: [
        {
          id: 's',
          label: 'S',
          kind: 'same',
          menteeAttribute: 'wish',
          mentorAttribute: 'trait',
          importance: 1,
          sensitive: true,
        },
      ],
    };
    const mentee = (id: string) => ({ id, personId: `p-${id}`, attributes: { wish: 'x' } });
    const mentor = (id: string, trait: string) => ({ id, personId: `p-${id}`, attributes: { trait } });
    const reasons = reasonsOf(
      { mentees: [mentee('e1'), mentee('e2'), mentee('e3')], mentors: [mentor('m1', 'y'), mentor('m2', 'x')] },
      secret,
    );
    expect(Object.values(reasons).map(({ smallestChange }) => smallestChange?.mentorIds)).toEqual([['m1', 'm2']]);
  });
});

describe('a mentor without a mentee', () => {
  it('hears whether nobody is left, nobody fits, or nobody came', () => {
    const mentors = [person('m1', 'B', 'y'), person('m2', 'B', 'y')];
    expect(Object.values(reasonsOf({ mentees: [person('e', 'A', 'x')], mentors })).map(({ code }) => code)).toEqual([
      'nobody-left',
    ]);
    expect(
      reasonsOf({ mentees: [person('e', 'A', 'x')], mentors: [...mentors, person('m3', 'E', 'y')] })['m3'],
    ).toMatchObject({
      code: 'rules-leave-nobody',
      smallestChange: { text: 'With "One to two grades up" up to 4 instead of 2, 1 mentee would be possible.' },
    });
    expect(reasonsOf({ mentees: [], mentors })['m1']?.code).toBe('no-mentees');
  });
});
