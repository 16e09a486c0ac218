import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { policies, snapshots } from '../testing/arbitraries.ts';
import { Explainer } from './explain.ts';
import { openProblem } from './open-problem.ts';
import { solve } from './solve.ts';
import { unmatchedOf } from './unmatched.ts';

const seed = 'explained';

describe('the explanation of any pair', () => {
  it('has parts that add up to the score, each within what it can give', () => {
    fc.assert(
      fc.property(snapshots, policies(), (snapshot, policy) => {
        const result = solve(snapshot, policy, { seed });
        for (const { score, of, parts } of new Explainer(snapshot, policy, result).explainPairs()) {
          expect(parts.reduce((sum, part) => sum + part.points, 0)).toBe(score);
          expect(parts.reduce((sum, part) => sum + part.of, 0)).toBe(of);
          for (const part of parts) expect(part.points).toBeLessThanOrEqual(part.of);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every rule, and ranks the same one by one as all at once', () => {
    fc.assert(
      fc.property(snapshots, policies(), (snapshot, policy) => {
        const result = solve(snapshot, policy, { seed });
        const explainer = new Explainer(snapshot, policy, result);
        const [one] = result.pairs.map(({ menteeId }) => explainer.explain(menteeId));
        const all = explainer.explainPairs();
        if (one !== undefined) expect(all[0]).toEqual(one);
        for (const { hardChecks } of all) expect(hardChecks.filter(({ kept }) => !kept)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('tells nothing of sensitive values: with others, and the same pairs, it is the same to the byte', () => {
    fc.assert(
      fc.property(snapshots, policies('always'), otherSecrets, (snapshot, policy, secrets) => {
        const result = solve(snapshot, policy, { seed });
        const told = (given: Snapshot) => {
          const explainer = new Explainer(given, policy, result);
          return JSON.stringify(given.mentees.map(({ id }) => explainer.explain(id)));
        };
        expect(told(withSecrets(snapshot, secrets))).toBe(told(snapshot));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the reason why somebody has nobody', () => {
  it('tells nothing of sensitive values either', () => {
    fc.assert(
      fc.property(snapshots, policies('always'), otherSecrets, (snapshot, policy, secrets) => {
        const { pairs } = solve(snapshot, policy, { seed });
        const told = (given: Snapshot) => unmatchedOf(given, policy, openProblem(given, policy, seed), pairs);
        expect(told(withSecrets(snapshot, secrets))).toEqual(told(snapshot));
      }),
      { numRuns: 300 },
    );
  });
});

type Secrets = Readonly<Record<string, string>>;
const value = fc.constantFrom('x', 'y', '');
const otherSecrets = fc.array(fc.record({ wish: value, asks: fc.constantFrom('yes', 'no'), secret: value }), {
  minLength: 12,
  maxLength: 12,
});

const withSecrets = (snapshot: Snapshot, secrets: readonly Secrets[]): Snapshot => ({
  ...snapshot,
  mentees: snapshot.mentees.map((one, at) => ({ ...one, attributes: { ...one.attributes, ...secrets[at] } })),
  mentors: snapshot.mentors.map((one, at) => ({ ...one, attributes: { ...one.attributes, ...secrets[6 + at] } })),
});
