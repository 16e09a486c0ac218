import { describe, expect, it } from '@jest/globals';
import type { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId } from '@telemachy/contracts';
import { matchRun } from './match-run.ts';
import type { MatchRunCommand } from './match-run-commands.ts';

const at = '2026-11-02T09:00:00.000Z';
const request: MatchRunCommand = {
  type: 'request-run',
  matchRunId: 'r' as MatchRunId,
  cohortId: 'c' as CohortId,
  programId: 'p' as ProgramId,
  policyVersion: 1,
  seed: 's',
  at,
};
const snapshot = (snapshotHash = 'hash'): MatchRunCommand => ({
  type: 'take-snapshot',
  snapshotHash,
  openSnapshotHash: 'open',
  mentors: 1,
  mentees: 2,
  at,
});
const pairs = [{ mentorId: 'ana' as PersonId, menteeId: 'ben' as PersonId, place: 1, score: 10, parts: [] }];
const found = (part: number): MatchRunCommand => ({ type: 'record-pairs', part, pairs });
const complete: MatchRunCommand = {
  type: 'complete-run',
  matched: 1,
  total: 12,
  openTotal: 10,
  withheld: true,
  gap: 0,
  certificateChecked: true,
  resultHash: 'result',
  openResultHash: 'open',
  at,
};
const publish: MatchRunCommand = { type: 'publish-run', at };
const mentorshipId = 'm' as MentorshipId;
const rematch: MatchRunCommand = { type: 'request-rematch', mentorshipId, at };
const rematched: MatchRunCommand = { type: 'record-rematch', mentorshipId, pairs, unmatched: [], at };

const after = (...commands: MatchRunCommand[]) =>
  commands.reduce((state, command) => {
    const decision = matchRun.decide(command, state);
    if (!decision.accepted) throw new Error(`${command.type}: ${decision.refusal}`);
    return decision.events.reduce(matchRun.evolve, state);
  }, matchRun.initial);
const when = (command: MatchRunCommand, ...before: MatchRunCommand[]) => {
  const decision = matchRun.decide(command, after(...before));
  return decision.accepted ? decision.events.map(({ type }) => type.split('.')[1]) : decision.refusal;
};

describe('a match run', () => {
  it('is recorded part by part and completed with the snapshot it read', () => {
    expect(when(snapshot(), request)).toEqual(['match-run-snapshot-taken']);
    expect(when(found(0), request, snapshot())).toEqual(['match-run-pairs-found']);
    expect(when(complete, request, snapshot(), found(0))).toEqual(['match-run-completed']);
  });

  it('goes on after a crash without saying anything twice', () => {
    expect(when(snapshot(), request, snapshot(), found(0))).toEqual([]);
    expect(when(found(0), request, snapshot(), found(0), found(1))).toEqual([]);
    expect(when(found(2), request, snapshot(), found(0), found(1))).toEqual(['match-run-pairs-found']);
  });

  it('does not go on when what it read is no longer what it was', () => {
    expect(when(snapshot('other'), request, snapshot())).toBe('snapshot-changed');
  });

  it('is recorded without holes', () => {
    expect(when(found(1), request, snapshot())).toBe('part-missing');
    expect(when(complete, request)).toBe('snapshot-not-taken');
  });

  it('is published once it is complete, and once', () => {
    expect(when(publish, request, snapshot())).toBe('run-not-completed');
    expect(when(publish, request, snapshot(), complete)).toEqual(['match-run-published']);
    expect(when(publish, request, snapshot(), complete, publish)).toEqual([]);
  });

  it('is not published after it failed', () => {
    expect(when(publish, request, { type: 'fail-run', reason: 'snapshot-changed', at })).toBe('run-not-completed');
  });
});

describe('a rematch', () => {
  const published = [request, snapshot(), found(0), complete, publish];

  it('is asked and answered once for each mentorship that will not be', () => {
    expect(when(rematch, ...published)).toEqual(['match-run-rematch-requested']);
    expect(when(rematch, ...published, rematch)).toEqual([]);
    expect(when(rematched, ...published, rematch)).toEqual(['match-run-rematched']);
    expect(when(rematched, ...published, rematch, rematched)).toEqual([]);
  });

  it('adds its pairs to those of the run', () => {
    expect(after(...published, rematch, rematched)).toMatchObject({ pairs: [...pairs, ...pairs] });
  });

  it('that failed is told once, and is done after all where it is tried again', () => {
    const failed: MatchRunCommand = { type: 'fail-rematch', mentorshipId, reason: 'given-up', at };
    expect(when(failed, ...published, rematch)).toEqual(['match-run-rematch-failed']);
    expect(when(failed, ...published, rematch, failed)).toEqual([]);
    expect(when(failed, ...published, rematch, rematched)).toEqual([]);
    expect(when(rematched, ...published, rematch, failed)).toEqual(['match-run-rematched']);
    expect(when(failed, ...published)).toBe('rematch-not-requested');
  });

  it('needs a published run', () => {
    expect(when(rematch, request, snapshot(), complete)).toBe('run-not-published');
  });
});
