import { describe, expect, it } from '@jest/globals';
import { PersonId } from '@telemachy/contracts';
import type { LeaverFact, PersonFact } from '@telemachy/contracts/matching';
import { projectionSpecFor, recorded } from '@telemachy/testing';
import { leavers } from './leavers.projection.ts';

const personId = PersonId.parse('00000000-0000-4000-8000-000000000001');
const at = '2026-11-26T09:00:00.000Z';
const told = (fact: LeaverFact | PersonFact) => recorded<LeaverFact | PersonFact>(fact, { recordedAt: at });
const left = told({ type: 'matching.person-left.v1', data: { personId, signInKeys: ['old'], leftAt: at } });
const returned = told({ type: 'matching.person-returned.v1', data: { personId, signInKeys: ['old'], returnedAt: at } });
const hr = { givenName: 'Ann', familyName: 'Lee', attributes: {} };
const moved = told({
  type: 'matching.person-hr-facts-changed.v1',
  data: { personId, signInKeys: ['new'], hr, changedAt: at },
});

describe('who left', () => {
  const { given } = projectionSpecFor(leavers);
  const known = (...facts: readonly ReturnType<typeof told>[]) => [
    ...given(...facts)
      .documents()
      .values(),
  ];

  it('is known by their sign-in keys', () => expect(known(left)).toEqual([{ personId, signInKeys: ['old'] }]));
  it('is known by those that HR gave them since', () =>
    expect(known(left, moved)).toEqual([{ personId, signInKeys: ['new'] }]));
  it('is nobody who is still here', () => expect(known(moved)).toEqual([]));
  it('is nobody who is back, whatever HR says next', () => {
    expect(known(left, returned)).toEqual([]);
    expect(known(left, returned, moved)).toEqual([]);
    expect(known(left, returned, left)).toHaveLength(1);
  });
});
