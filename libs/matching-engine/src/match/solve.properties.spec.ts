import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ScoreTable } from '../scoring/score-table.ts';
import { placesOf } from '../snapshot/places.ts';
import { policies, snapshots } from '../testing/arbitraries.ts';
import { bruteForce } from '../testing/brute-force.ts';
import { solve } from './solve.ts';
import { verifyCertificate } from './verify.ts';

const seeds = fc.string({ maxLength: 3 });

describe('a match of any people under any policy', () => {
  it('is as good as trying everything, and its proof is accepted', () => {
    fc.assert(
      fc.property(snapshots, policies(), seeds, (snapshot, policy, seed) => {
        const { mentees, mentors, blocked } = snapshot;
        const table = new ScoreTable(mentees, mentors, policy, blocked);
        const scores = mentees.map((_, mentee) =>
          mentors.map((__, mentor) =>
            table.brokenRules(mentee, mentor).length > 0 ? undefined : table.score(mentee, mentor),
          ),
        );
        const result = solve(snapshot, policy, { seed });
        const best = bruteForce(
          scores,
          mentors.map((mentor) => placesOf(mentor, policy)),
        );
        expect({ matched: result.matched, total: result.total }).toEqual(best);
        expect(verifyCertificate(snapshot, policy, result)).toEqual({ holds: true, gap: 0n, faults: [] });
      }),
      { numRuns: 400 },
    );
  });

  it('has the same bytes again, in whatever order people are listed', () => {
    const shuffled = snapshots.chain((snapshot) =>
      fc.record({
        snapshot: fc.constant(snapshot),
        mentees: fc.shuffledSubarray([...snapshot.mentees], { minLength: snapshot.mentees.length }),
        mentors: fc.shuffledSubarray([...snapshot.mentors], { minLength: snapshot.mentors.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, policies(), seeds, ({ snapshot, mentees, mentors }, policy, seed) => {
        const result = solve(snapshot, policy, { seed });
        const again = solve({ ...snapshot, mentees, mentors }, policy, { seed });
        expect(JSON.stringify(again)).toBe(JSON.stringify(result));
      }),
      { numRuns: 200 },
    );
  });

  it('is equally good under every seed', () => {
    fc.assert(
      fc.property(snapshots, policies(), seeds, seeds, (snapshot, policy, one, other) => {
        const [a, b] = [solve(snapshot, policy, { seed: one }), solve(snapshot, policy, { seed: other })];
        expect([b.matched, b.total]).toEqual([a.matched, a.total]);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves nobody out in silence', () => {
    fc.assert(
      fc.property(snapshots, policies(), seeds, (snapshot, policy, seed) => {
        const { pairs, unmatched } = solve(snapshot, policy, { seed });
        const told = [
          ...pairs.map(({ menteeId }) => menteeId),
          ...unmatched.filter(({ role }) => role === 'mentee').map(({ id }) => id),
        ];
        expect(told.toSorted()).toEqual(snapshot.mentees.map(({ id }) => id).toSorted());
        for (const { reason } of unmatched) expect(reason.text).not.toBe('');
      }),
      { numRuns: 200 },
    );
  });
});

describe('the check of a result', () => {
  const matched = fc
    .record({ snapshot: snapshots, policy: policies(), seed: seeds })
    .map((given) => ({ ...given, result: solve(given.snapshot, given.policy, { seed: given.seed }) }))
    .filter(({ result }) => result.pairs.length > 0);

  it('finds a pair that is missing, and a total that is wrong', () => {
    fc.assert(
      fc.property(matched, ({ snapshot, policy, result }) => {
        const fewer = { ...result, pairs: result.pairs.slice(1) };
        expect(verifyCertificate(snapshot, policy, fewer).holds).toBe(false);
        const better = { ...result, certificate: { ...result.certificate, total: result.certificate.total + 1 } };
        expect(verifyCertificate(snapshot, policy, better).holds).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('finds a worse match that is otherwise in order', () => {
    fc.assert(
      fc.property(matched, ({ snapshot, policy, result }) => {
        const pairs = result.pairs.slice(1);
        const total = pairs.reduce((sum, { score }) => sum + score, 0);
        const worse = { ...result, pairs, certificate: { ...result.certificate, matched: pairs.length, total } };
        const { holds, faults } = verifyCertificate(snapshot, policy, worse);
        expect({ holds, faults }).toEqual({
          holds: false,
          faults: ['the duals do not add up to the value of the pairs'],
        });
      }),
      { numRuns: 100 },
    );
  });

  it('finds duals that add up but let somebody be better off', () => {
    fc.assert(
      fc.property(matched, ({ snapshot, policy, result }) => {
        const [first, second, ...rest] = result.certificate.duals.mentees;
        if (first === undefined || second === undefined) return;
        const mentees = [[first[0], first[1] - 1] as const, [second[0], second[1] + 1] as const, ...rest];
        const duals = { ...result.certificate.duals, mentees };
        const shifted = { ...result, certificate: { ...result.certificate, duals } };
        expect(verifyCertificate(snapshot, policy, shifted).faults).toEqual([expect.stringContaining('better off')]);
      }),
      { numRuns: 100 },
    );
  });
});
