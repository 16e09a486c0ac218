import { describe, expect, it } from '@jest/globals';
import type { Policy, Snapshot } from '@telemachy/matching-engine';
import { faultOf } from '../processes/find-matches/failing.ts';
import { askEngine } from './ask-engine.ts';
import { answerTo } from './solve-run.ts';

const policy: Policy = {
  criteria: [
    { id: 'team', label: 'Different team', kind: 'different', attribute: 'team', importance: 'must' },
    { id: 'town', label: 'Same town', kind: 'same', attribute: 'town', importance: 5 },
    { id: 'faith', label: 'Same faith', kind: 'same', attribute: 'faith', importance: 5, sensitive: true },
  ],
};
const people = (count: number, of: 'mentor' | 'mentee') =>
  Array.from({ length: count }, (_, n) => ({
    id: `${of}-${n}`,
    personId: `${of}-${n}`,
    attributes: { team: `${of}s`, town: `town ${n % 7}`, faith: `faith ${n % 3}` },
  }));
const cohort = (count: number): Snapshot => ({ mentors: people(count, 'mentor'), mentees: people(count, 'mentee') });
const question = (count: number) => ({ kind: 'match', snapshot: cohort(count), policy, seed: 's' }) as const;

describe('asking the engine', () => {
  it('finds a proved match, its scores the sum of what may be shown', async () => {
    const { pairs, matched, gap, faults, total, openTotal } = await askEngine(question(14));
    expect([matched, gap, faults]).toEqual([14, 0, []]);
    expect(total).toBeGreaterThan(openTotal);
    for (const { score, parts } of pairs) {
      expect(parts.map(({ criterion }) => criterion)).toEqual(['town']);
      expect(parts.reduce((sum, { points }) => sum + points, 0)).toBe(score);
    }
  });

  it('says the same in a thread of its own, where the cohort is large', async () => {
    const large = question(210);
    expect(await askEngine(large)).toEqual(answerTo(large));
  }, 20_000);

  it.each([14, 210])(
    'says why it cannot be answered, with %i people in a thread or not',
    async (count) => {
      const { mentors, mentees } = cohort(count);
      const twice = { mentors, mentees: [...mentees, mentees[0]!] };
      const error = await askEngine({ ...question(count), snapshot: twice }).catch((thrown: unknown) => thrown);
      expect(faultOf(error)).toBe('snapshot-contradicts-itself');
    },
    20_000,
  );

  it('explains one person', async () => {
    const explained = await askEngine({ ...question(14), kind: 'explain', menteeId: 'mentee-3' });
    expect(explained.explanation).toMatchObject({ kind: 'pair', menteeId: 'mentee-3', withheld: true });
    expect(explained.resultHash).toBe(answerTo(question(14)).resultHash);
    expect(JSON.stringify(explained)).not.toContain('faith');
  });
});
