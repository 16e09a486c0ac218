import { describe, expect, it } from '@jest/globals';
import type { Unmatched } from './match.ts';
import { nobodyFits } from './table.ts';

const person: Unmatched = { personId: 'p', role: 'mentee', code: 'no-mentor' };

describe('a cohort without a pair', () => {
  it('is told with its most frequent reasons', () => {
    const reasons = new Map([
      ['all are in the same organisation', [person]],
      ['no mentor is above.', [person, person]],
    ]);
    expect(nobodyFits(reasons)).toContain('(2 × no mentor is above; 1 × all are in the same organisation): take other');
  });
});
