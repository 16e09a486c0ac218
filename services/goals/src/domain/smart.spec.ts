import { describe, expect, it } from '@jest/globals';
import { smartAdvice, type Advised } from './smart.ts';

const good: Advised = {
  text: 'Chair three cross-department meetings so that I am seen beyond my team',
  measure: { kind: 'number', unit: 'meetings', from: 0, to: 3 },
  dueOn: '2027-03-01',
  setAt: '2026-11-23T09:00:00.000Z',
  steps: [],
  checkIns: [],
};
const missed = (over: Partial<Advised>): string =>
  smartAdvice({ ...good, ...over })
    .filter(({ met }) => !met)
    .map(({ letter }) => letter)
    .join('');

describe('advice on a goal', () => {
  it('has one line for each letter', () =>
    expect(
      smartAdvice(good)
        .map(({ letter }) => letter)
        .join(''),
    ).toBe('SMART'));
  it('is content with a goal that has it all', () => expect(missed({})).toBe(''));
  it.each([
    ['a wish instead of an act', { text: 'Improve my presentation skills so that I get heard' }, 'S'],
    ['few words', { text: 'Chair meetings so that' }, 'S'],
    ['nothing to see in the end', { measure: { kind: 'yes-no', evidence: 'done' } as const }, 'M'],
    ['doubt', { checkIns: [{ confidence: 8 }, { confidence: 3 }] }, 'A'],
    ['more steps than days', { steps: Array.from({ length: 60 }, () => ({})) }, 'A'],
    ['no reason why', { text: 'Chair three cross-department meetings with the board' }, 'R'],
    ['less than a week', { dueOn: '2026-11-27' }, 'T'],
    ['a step that is due after the goal', { steps: [{ dueOn: '2027-03-02' }] }, 'T'],
    ['the very day, as attainable and as bound in time', { dueOn: '2026-11-23' }, 'AT'],
    ['more than a year', { dueOn: '2028-03-01' }, 'T'],
  ])('speaks up for %s', (_, over, letter) => expect(missed(over)).toBe(letter));
  it('says of the very day what it is, and nothing of steps where there are none', () => {
    const said = smartAdvice({ ...good, dueOn: '2026-11-23' }).filter(({ met }) => !met);
    expect(said.map(({ advice }) => advice).join(' ')).not.toMatch(/step/);
    for (const { advice } of said) expect(advice).toContain('due on the day it was set');
  });
  it('lets a late step be that is done, and one on the goal’s own day', () =>
    expect(missed({ steps: [{ dueOn: '2027-04-01', doneAt: '2027-01-01T00:00:00Z' }, { dueOn: '2027-03-01' }] })).toBe(
      '',
    ));
  it('finds two steps as good as a number', () =>
    expect(missed({ measure: { kind: 'yes-no', evidence: 'done' }, steps: [{}, {}] })).toBe(''));
});
