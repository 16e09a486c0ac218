import { describe, expect, it } from '@jest/globals';
import { hearing } from './index.ts';

describe('what a consumer hears', () => {
  const asked = hearing(['goals.goal-set.v2', 'goals.goal-reached.v1']);

  it('is what it names', () => {
    expect(asked('goals.goal-set.v2')).toBe('heard');
    expect(asked('goals.goal-missed.v1')).toBe('unheard');
  });

  it('is not passed over in silence where its form is another', () => {
    expect(asked('goals.goal-set.v3')).toBe('unknown-form');
    expect(asked('goals.goal-set.v1')).toBe('unknown-form');
    expect(asked('goals.goal-set-aside.v1')).toBe('unheard');
  });
});
