import { describe, expect, it } from '@jest/globals';
import { lanesOf } from './fuzz.ts';
import { identitiesOf, leftOut, settingsOf } from './settings.ts';
import type { Run } from './stage.ts';

const run: Run = {
  service: 'goals',
  asked: { name: 'mentee', token: 'a' },
  stranger: { name: 'other-mentee', token: 'b' },
  known: { goals: ['g1', 'g2'], mentorships: ['m1'], people: [] },
  atLeast: 'goal-x@y',
  share: 1,
};

describe('the settings of a run', () => {
  const settings = settingsOf(run);

  it('set two people against each other', () => {
    expect(settings).toContain('user = "mentee"\npeers = ["mentee","other-mentee"]');
    expect(JSON.parse(identitiesOf(run))).toEqual({
      auth: [
        { name: 'mentee', fixedHeaders: [{ name: 'Authorization', value: 'Bearer a' }] },
        { name: 'other-mentee', fixedHeaders: [{ name: 'Authorization', value: 'Bearer b' }] },
      ],
    });
  });

  it('lead to what is there: by the address, by a field, by the commit', () => {
    expect(settings).toContain('[dictionaries.known-goals]\nvalues = ["g1","g2"]');
    expect(settings).toContain('include-path-regex = "^/v1/goals/\\\\{id\\\\}"');
    expect(settings).toContain('"body.mentorshipId" = { dictionary = "known-mentorships", probability = 0.7 }');
    expect(settings).toContain('"query.atLeast" = { dictionary = "known-commits", probability = 1.0 }');
  });

  it('name nothing that there is none of', () => expect(settings).not.toMatch(/known-people|known-cohorts/));

  it('take a 400 for what fits only where it is said why', () => {
    const taking = settings.split('[[operations]]').filter((part) => /expected-statuses = .*"400"/.test(part));
    const [top, ...operations] = taking;
    expect(top).toContain('[checks.negative_data_rejection]');
    expect(top).toMatch(/\[checks.positive_data_acceptance\]\nexpected-statuses = \["2xx"(?!.*"400")/);
    for (const part of operations) expect(part).toContain('include-operation-id');
  });
});

describe('a check that a service cannot hold', () => {
  it('is left out of its run alone', () => {
    expect(leftOut(run)).toEqual([]);
    expect(leftOut({ service: 'scheduling' })).toEqual(['ensure_resource_availability']);
  });
});

describe('the lanes', () => {
  it('take about as long as each other', () => {
    const shares = [2, 1, 1.5, 1, 0.5];
    const runs = shares.map((share) => ({ ...run, share }));
    expect(lanesOf(runs, 2).map((lane) => lane.map(({ share }) => share))).toEqual([
      [2, 1],
      [1.5, 1, 0.5],
    ]);
  });
});
