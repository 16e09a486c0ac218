import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '@telemachy/kernel';
import { withoutSkipped } from './index.ts';

const fact = (version: number, type: string, data: object = {}): Recorded => ({
  id: `fact-${version}`,
  tenant: 'acme',
  stream: 'goal-0b0e6a0e-7d3f-5a57-9d6e-0a54d6b6a001',
  version,
  position: version,
  recordedAt: '2027-03-10T09:00:00.000Z',
  commit: 'c',
  correlationId: 'c',
  actor: 'a',
  event: { type, data },
});
const said = (version: number) => fact(version, 'goals.goal-progressed.v1');
const mark = (version: number, about: number) => fact(version, 'goals.fact-skipped.v1', { factId: `fact-${about}` });
const versions = (facts: readonly Recorded[]) => withoutSkipped(facts).map(({ version }) => version);

describe('what counts of a stream', () => {
  it('is everything where no mark speaks of it', () => {
    expect(versions([said(4), said(5)])).toEqual([4, 5]);
    expect(versions([])).toEqual([]);
  });

  it('is neither what was skipped nor the marks', () => {
    expect(versions([said(4), said(5), mark(6, 4), said(7)])).toEqual([5, 7]);
  });

  it('is what a mark spoke of, once the mark is skipped', () => {
    expect(versions([said(4), mark(5, 4), mark(6, 5)])).toEqual([4]);
    expect(versions([said(4), mark(5, 4), mark(6, 5), mark(7, 6)])).toEqual([]);
  });
});
