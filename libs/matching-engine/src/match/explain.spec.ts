import { describe, expect, it } from '@jest/globals';
import type { Policy } from '../policy/policy.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { explain } from './explain.ts';
import type { PairExplanation } from './explanation.ts';
import { solve } from './solve.ts';

const seed = 'why';
const policy: Policy = {
  criteria: [
    {
      id: 'skills',
      label: 'Skills',
      kind: 'offered-covers-wanted',
      menteeAttribute: 'wants',
      mentorAttribute: 'offers',
      levels: true,
      importance: 6,
    },
    { id: 'city', label: 'Same city', kind: 'same', attribute: 'city', importance: 3, shownAs: 'other-wishes' },
    { id: 'team', label: 'Another team', kind: 'different', attribute: 'team', importance: 'must' },
    { id: 'hobby', label: 'Same hobby', kind: 'same', attribute: 'hobby', importance: 1, shownAs: 'other-wishes' },
  ],
};
const mentee = (id: string, wants: string[], more = {}) => ({
  id,
  personId: `p-${id}`,
  attributes: { wants, city: 'Bonn', team: 'red', hobby: 'chess', ...more },
});
const mentor = (id: string, offers: string[], more = {}) => ({
  id,
  personId: `p-${id}`,
  attributes: { offers, city: 'Bonn', team: 'blue', hobby: 'golf', ...more },
});
const snapshot: Snapshot = {
  mentees: [mentee('e1', ['Kafka:2', 'Nest']), mentee('e2', ['Kafka'])],
  mentors: [mentor('m1', ['Kafka:3']), mentor('m2', ['Rust']), mentor('m3', ['Kafka', 'Nest'], { team: 'red' })],
};
const pairOf = (given: Snapshot, menteeId: string, rules = policy): PairExplanation => {
  const explanation = explain(given, rules, solve(given, rules, { seed }), menteeId);
  if (explanation?.kind !== 'pair') throw new Error('no pair');
  return explanation;
};

describe('the explanation of a pair', () => {
  it('tells what each criterion gave, from which values', () => {
    const { mentorId, score, of, parts } = pairOf(snapshot, 'e2');
    expect({ mentorId, score, of }).toEqual({ mentorId: 'm1', score: 9000, of: 10_000 });
    expect(parts[0]).toEqual({
      criterion: 'skills',
      label: 'Skills',
      points: 6000,
      of: 6000,
      evidence: ['wants Kafka, level 1 → offers Kafka, level 3'],
      attributes: { mentee: 'wants', mentor: 'offers' },
    });
  });

  it('shows criteria that are marked so together as other wishes, without evidence', () => {
    expect(pairOf(snapshot, 'e2').parts.slice(1)).toEqual([
      { criterion: 'other-wishes', label: 'Other wishes', points: 3000, of: 4000, evidence: [], attributes: {} },
    ]);
  });

  it('lists the rules that it keeps', () => {
    expect(pairOf(snapshot, 'e2').hardChecks).toEqual([
      { rule: 'team', label: 'Another team', kept: true, evidence: ['mentee: red; mentor: blue'] },
      expect.objectContaining({ rule: 'not-yourself', kept: true }),
      expect.objectContaining({ rule: 'blocked-pair', kept: true }),
      expect.objectContaining({ rule: 'reporting-line', kept: true }),
    ]);
  });

  it('ranks the pair from both sides', () => {
    expect(pairOf(snapshot, 'e2').rank).toEqual({ forMentee: { rank: 1, of: 2 }, forMentor: { rank: 1, of: 2 } });
    expect(pairOf(snapshot, 'e1').rank).toEqual({ forMentee: { rank: 2, of: 2 }, forMentor: { rank: 1, of: 2 } });
  });

  it('says why not somebody else: what it would cost the whole match, or which rule forbids it', () => {
    expect(pairOf(snapshot, 'e1').alternatives).toEqual([
      {
        mentorId: 'm1',
        score: 6000,
        whyNot: {
          code: 'full',
          text: 'All places are taken; no whole match with this pair is better.',
        },
      },
      { mentorId: 'm3', score: 7500, whyNot: { code: 'forbidden', text: 'Forbidden: "Another team".', rule: 'team' } },
    ]);
  });

  it('tells what another pair would cost the whole match at least', () => {
    const stranger = mentee('e3', ['Nest'], { city: 'Rome' });
    const given = { mentees: [...snapshot.mentees, stranger], mentors: [...snapshot.mentors, mentor('m4', [])] };
    const whyNot = pairOf(given, 'e3').alternatives.find(({ mentorId }) => mentorId === 'm1')?.whyNot;
    expect(whyNot).toEqual({
      code: 'full',
      text: 'All places are taken; this pair instead would cost the whole match at least 3000 points.',
    });
  });

  it('admits that a coordinator has pinned a pair against a rule', () => {
    const { hardChecks, alternatives } = pairOf({ ...snapshot, pinned: [['e1', 'm3']] }, 'e1');
    expect(hardChecks[0]).toMatchObject({ rule: 'team', kept: false });
    expect(alternatives[0]?.whyNot.code).toBe('pinned');
  });

  it('is silent about whom the result does not know', () => {
    expect(explain(snapshot, policy, solve(snapshot, policy, { seed }), 'nobody')).toBeUndefined();
  });
});

describe('a policy with a sensitive criterion', () => {
  const secret: Policy = {
    criteria: policy.criteria.map((one) => (one.id === 'hobby' ? { ...one, sensitive: true } : one)),
  };

  it('counts it, and shows neither its points nor its values', () => {
    const given: Snapshot = {
      mentees: [mentee('e', ['Rust'])],
      mentors: [mentor('m1', []), mentor('m2', [], { hobby: 'chess' })],
    };
    const result = solve(given, secret, { seed });
    expect(result.pairs).toEqual([{ menteeId: 'e', mentorId: 'm2', score: 4000, openScore: 3000 }]);
    const told = pairOf(given, 'e', secret);
    expect(told).toMatchObject({ score: 3000, of: 9000, withheld: true });
    expect(told.parts.map(({ criterion, points, of }) => [criterion, points, of])).toEqual([
      ['skills', 0, 6000],
      ['other-wishes', 3000, 3000],
    ]);
    expect(JSON.stringify(told)).not.toMatch(/chess|golf|hobby/u);
  });

  it('tells no number that it could be subtracted from', () => {
    expect(JSON.stringify(pairOf(snapshot, 'e1', secret).alternatives)).not.toMatch(/\d points/u);
  });
});
