import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { policies, snapshots } from '../testing/arbitraries.ts';
import { rematch } from './rematch.ts';
import { solve } from './solve.ts';
import { verifyCertificate } from './verify.ts';

const seed = 'again';
const person = (id: string, city = 'x') => ({ id, personId: `p-${id}`, attributes: { city } });
const city = { criteria: [{ id: 'city', label: 'City', kind: 'same' as const, attribute: 'city', importance: 1 }] };

describe('a decline', () => {
  const snapshot = {
    mentees: [person('e1', 'a'), person('e2', 'b'), person('e3', 'c')],
    mentors: [person('m1', 'a'), person('m2', 'b'), person('m3', 'z')],
  };
  const { pairs } = solve(snapshot, city, { seed });

  it('finds the next best in the places that are free, and moves nobody else', () => {
    const [first] = pairs;
    expect(first).toMatchObject({ menteeId: 'e1', mentorId: 'm1' });
    const { snapshot: next, result } = rematch(snapshot, city, pairs, { seed, change: { declined: [first!] } });
    expect(next.fixedPairs).toEqual([
      ['e2', 'm2'],
      ['e3', 'm3'],
    ]);
    expect(next.blocked).toEqual([['e1', 'm1', 'declined']]);
    expect(result.pairs).toEqual([]);
    expect(result.unmatched.map(({ id }) => id)).toEqual(['e1', 'm1']);
  });

  it('gives a place that came free to somebody who waits', () => {
    const waiting = { mentees: [person('e1', 'a'), person('e2', 'b')], mentors: [person('m1', 'a')] };
    const before = solve(waiting, city, { seed });
    const { result } = rematch(waiting, city, before.pairs, { seed, change: { declined: before.pairs } });
    expect(result.pairs).toMatchObject([{ menteeId: 'e2', mentorId: 'm1' }]);
  });

  it('can follow another decline', () => {
    const one = rematch(snapshot, city, pairs, { seed, change: { declined: [pairs[0]!] } });
    const two = rematch(one.snapshot, city, one.result.pairs, { seed, change: { declined: [pairs[1]!] } });
    expect(two.snapshot.fixedPairs).toEqual([['e3', 'm3']]);
    expect(two.result.pairs.map(({ menteeId, mentorId }) => `${menteeId} ${mentorId}`)).toEqual(['e1 m2', 'e2 m1']);
  });
});

describe('a rematch after any change', () => {
  it('leaves the other pairs alone, never repeats a declined one, stays within capacity, and is proved', () => {
    const given = fc.record({
      snapshot: snapshots,
      policy: policies(),
      chosen: fc.array(fc.nat(5), { maxLength: 3 }),
      gone: fc.nat(5),
    });
    fc.assert(
      fc.property(given, ({ snapshot, policy, chosen, gone }) => {
        const { pairs } = solve(snapshot, policy, { seed });
        const declined = pairs.filter((_, at) => chosen.includes(at));
        const mentors = snapshot.mentors.filter((_, at) => at === gone).map(({ id }) => id);
        const next = rematch(snapshot, policy, pairs, { seed, change: { declined, gone: { mentors } } });
        const stay = pairs.filter((pair) => !declined.includes(pair) && !mentors.includes(pair.mentorId));
        expect(next.snapshot.fixedPairs).toEqual(stay.map(({ menteeId, mentorId }) => [menteeId, mentorId]));
        for (const pair of next.result.pairs) {
          expect(
            declined.some(({ menteeId, mentorId }) => menteeId === pair.menteeId && mentorId === pair.mentorId),
          ).toBe(false);
        }
        for (const { id, capacity } of snapshot.mentors) {
          const now = [...stay, ...next.result.pairs].filter(({ mentorId }) => mentorId === id);
          expect(now.length).toBeLessThanOrEqual(capacity!);
        }
        expect(verifyCertificate(next.snapshot, policy, next.result).holds).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
