import { describe, expect, it } from '@jest/globals';
import type { Policy } from '../policy/policy.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { SnapshotError, solve } from './solve.ts';
import { verifyCertificate } from './verify.ts';

const city: Policy = { criteria: [{ id: 'city', label: 'Same city', kind: 'same', attribute: 'city', importance: 5 }] };
const person = (id: string, where: string, capacity = 1) => ({
  id,
  personId: `p-${id}`,
  attributes: { city: where },
  capacity,
});
const seed = 'one';

describe('a match', () => {
  const snapshot: Snapshot = {
    mentees: [person('e1', 'Bonn'), person('e2', 'Paris'), person('e3', 'Rome')],
    mentors: [person('m1', 'Paris'), person('m2', 'Bonn', 2)],
  };

  it('places everybody whom it can, as well as it can', () => {
    const { pairs, matched, total, unmatched } = solve(snapshot, city, { seed });
    expect(pairs.map(({ menteeId, mentorId, score }) => [menteeId, mentorId, score])).toEqual([
      ['e1', 'm2', 10_000],
      ['e2', 'm1', 10_000],
      ['e3', 'm2', 0],
    ]);
    expect({ matched, total, unmatched }).toEqual({ matched: 3, total: 20_000, unmatched: [] });
  });

  it('prefers one more person placed to any score', () => {
    const few: Snapshot = {
      mentees: [person('e1', 'Bonn'), person('e2', 'Rome')],
      mentors: [person('m1', 'Bonn'), person('m2', 'Rome')],
      blocked: [['e2', 'm2', 'conflict']],
    };
    expect(solve(few, city, { seed })).toMatchObject({ matched: 2, total: 0 });
  });

  it('keeps pins, and gives fixed pairs their places', () => {
    const { pairs } = solve({ ...snapshot, pinned: [['e2', 'm2']], fixedPairs: [['e1', 'm2']] }, city, { seed });
    expect(pairs).toEqual([
      { menteeId: 'e2', mentorId: 'm2', score: 0, openScore: 0, pinned: true },
      { menteeId: 'e3', mentorId: 'm1', score: 0, openScore: 0 },
    ]);
  });

  it('takes the capacity of the policy where a mentor says nothing', () => {
    const { capacity: _capacity, ...silent } = person('m1', 'Rome');
    const many = { mentees: snapshot.mentees, mentors: [silent] };
    expect(solve(many, city, { seed }).matched).toBe(1);
    expect(solve(many, { ...city, defaultCapacity: 3 }, { seed }).matched).toBe(3);
  });

  it('is settled by lots where two are equally good, so that another seed may decide otherwise', () => {
    const even: Snapshot = { mentees: [person('e1', 'x'), person('e2', 'x')], mentors: [person('m1', 'x')] };
    const winners = Array.from({ length: 20 }, (_, at) => solve(even, city, { seed: String(at) }).pairs[0]?.menteeId);
    expect(new Set(winners)).toEqual(new Set(['e1', 'e2']));
  });

  it('of nobody is empty and proved', () => {
    const nobody: Snapshot = { mentees: [], mentors: [] };
    const result = solve(nobody, city, { seed });
    expect(result).toMatchObject({ matched: 0, total: 0, pairs: [], unmatched: [] });
    expect(verifyCertificate(nobody, city, result).holds).toBe(true);
  });
});

describe('a match run', () => {
  const snapshot: Snapshot = { mentees: [person('e1', 'x')], mentors: [person('m1', 'x')] };

  it('tells its progress and stops when it is told to', () => {
    const stages: string[] = [];
    solve(snapshot, city, { seed, onProgress: ({ stage }) => void stages.push(stage) });
    expect(stages).toEqual(expect.arrayContaining(['scoring', 'proving']));
    const stop = new AbortController();
    const stopped = () =>
      solve(snapshot, city, { seed, signal: stop.signal, onProgress: () => stop.abort(new Error('stopped')) });
    expect(stopped).toThrow('stopped');
  });

  it('refuses a snapshot that contradicts itself, and says where', () => {
    const twice = { ...snapshot, mentees: [person('e1', 'x'), person('e1', 'y')] };
    expect(() => solve(twice, city, { seed })).toThrow(SnapshotError);
    const faulty = (more: Partial<Snapshot>) => () => solve({ ...snapshot, ...more }, city, { seed });
    expect(faulty({ mentors: [person('m1', 'x', -1)] })).toThrow('mentors[0].capacity');
    expect(faulty({ pinned: [['e1', 'm9']] })).toThrow('pinned[0]');
    expect(faulty({ pinned: [['e1', 'm1']], blocked: [['e1', 'm1', 'conflict']] })).toThrow('blocked');
    expect(faulty({ pinned: [['e1', 'm1']], mentors: [person('m1', 'x', 0)] })).toThrow('no place left');
  });
});
