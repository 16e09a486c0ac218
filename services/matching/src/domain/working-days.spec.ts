import { expect, it } from '@jest/globals';
import { workingDaysAfter } from './working-days.ts';

it.each([
  ['2026-11-02T09:00:00.000Z', '2026-11-05T09:00:00.000Z'],
  ['2026-11-05T23:30:00.000Z', '2026-11-10T23:30:00.000Z'],
  ['2026-11-07T09:00:00.000Z', '2026-11-11T09:00:00.000Z'],
])('three working days after %s is %s', (from, then) => {
  expect(workingDaysAfter(from, 3)).toBe(then);
});
