import { describe, expect, it } from '@jest/globals';
import type { CohortId, MatchRunId, ProgramId } from '@telemachy/contracts';
import { cohort, type CohortCommand } from './cohort.ts';

const at = '2026-11-02T09:00:00.000Z';
const draft: CohortCommand = {
  type: 'draft-cohort',
  cohortId: 'c' as CohortId,
  programId: 'p' as ProgramId,
  name: 'Autumn',
  startsOn: '2026-11-02',
  endsOn: '2027-05-02',
  at,
};
const open: CohortCommand = { type: 'open-registration', at };
const close: CohortCommand = { type: 'close-registration', at };
const launch = (run = 'r'): CohortCommand => ({ type: 'launch-cohort', matchRunId: run as MatchRunId, at });

const after = (...commands: CohortCommand[]) =>
  commands.reduce((state, command) => {
    const decision = cohort.decide(command, state);
    if (!decision.accepted) throw new Error(`${command.type}: ${decision.refusal}`);
    return decision.events.reduce(cohort.evolve, state);
  }, cohort.initial);
const when = (command: CohortCommand, ...before: CohortCommand[]) => {
  const decision = cohort.decide(command, after(...before));
  return decision.accepted ? decision.events.map(({ type }) => type) : decision.refusal;
};

describe('a cohort', () => {
  it('goes from draft over registration and matching to active', () => {
    expect(after(draft, open, close, launch())).toMatchObject({ status: 'active', matchRunId: 'r' });
  });

  it('cannot end before it starts', () => {
    expect(when({ ...draft, endsOn: '2026-11-01' } as CohortCommand)).toBe('cohort-ends-before-it-starts');
  });

  it('closes a registration that was opened', () => {
    expect(when(close, draft)).toBe('registration-not-open');
    expect(when(close, draft, open, close)).toEqual([]);
  });

  it('opens registration once', () => {
    expect(when(open, draft, open)).toEqual([]);
    expect(when(open, draft, open, close)).toBe('registration-already-closed');
  });

  it('launches with one match run', () => {
    expect(when(launch(), draft, open)).toBe('registration-not-closed');
    expect(when(launch(), draft, open, close, launch())).toEqual([]);
    expect(when(launch('other'), draft, open, close, launch())).toBe('cohort-already-launched');
  });

  it('is nothing before it is drafted', () => {
    expect(when(open)).toBe('cohort-not-drafted');
  });
});
