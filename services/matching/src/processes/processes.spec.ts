import { describe, expect, it } from '@jest/globals';
import type { CohortId, ImportId, MatchRunId, MentorshipId, PersonId, ProgramId } from '@telemachy/contracts';
import type { ImportFact, MatchRunFact, MentorshipFact, ProposedPair } from '@telemachy/contracts/matching';
import { processSpecFor } from '@telemachy/testing';
import { askForRematch } from './ask-for-rematch/ask-for-rematch.process.ts';
import { findMatches } from './find-matches/find-matches.process.ts';
import { letLapse, type TimerFired } from './let-lapse/let-lapse.process.ts';
import { proposeMatches } from './propose-matches/propose-matches.process.ts';
import { takeInFiles } from './take-in-files/take-in-files.process.ts';

const at = '2026-11-02T09:00:00.000Z';
const deadlineAt = '2026-11-05T09:00:00.000Z';
const id = (n: number) => `0199a000-0000-8000-8000-${String(n).padStart(12, '0')}`;
const importId = id(1) as ImportId;
const cohortId = id(2) as CohortId;
const matchRunId = id(3) as MatchRunId;
const mentorshipId = id(4) as MentorshipId;
const mentorId = id(5) as PersonId;
const menteeId = id(6) as PersonId;
const pairs = (count: number): ProposedPair[] =>
  Array.from({ length: count }, (_, place) => ({ mentorId, menteeId, place: place + 1, score: 10, parts: [] }));
const counts = { rows: 1, created: 1, changed: 0, unchanged: 0, rejected: 0 };
const command = <const Command>(one: Command) => ({ kind: 'command', command: one }) as const;

describe('taking a file in', () => {
  const { given } = processSpecFor(takeInFiles);
  const rows: ImportFact = {
    type: 'matching.import-rows-accepted.v1',
    data: { importId, lastRow: 200, nextByte: 10, counts, problems: [], acceptedAt: at },
  };

  it('goes on after each stretch', () =>
    given()
      .when(rows)
      .then(command({ type: 'take-in-rows', importId })));

  it('forgets the raw file in the end, whichever end it is', () => {
    const forget = command({ type: 'forget-upload', importId });
    given(rows)
      .when({ type: 'matching.import-completed.v1', data: { importId, counts, completedAt: at } })
      .then(forget);
    given()
      .when({ type: 'matching.import-failed.v1', data: { importId, reason: 'empty-file', row: 0, failedAt: at } })
      .then(forget);
  });
});

describe('work that is given up', () => {
  it('fails the import whose rows it was to take in, and nothing where it was to forget the file', () => {
    expect(takeInFiles.whenGivenUp?.({ type: 'take-in-rows', importId })).toEqual({ type: 'fail', importId });
    expect(takeInFiles.whenGivenUp?.({ type: 'forget-upload', importId })).toBeUndefined();
  });

  it('fails the run, or the one rematch', () => {
    expect(findMatches.whenGivenUp?.({ type: 'find-matches', matchRunId })).toEqual({ type: 'fail', matchRunId });
    const again = { matchRunId, mentorshipId };
    expect(findMatches.whenGivenUp?.({ type: 'find-again', ...again })).toEqual({ type: 'fail', ...again });
  });
});

describe('finding matches', () => {
  const { given } = processSpecFor(findMatches);
  const programId = id(7) as ProgramId;

  it('computes a requested run, and again for each mentorship that will not be', () => {
    const requested = { matchRunId, cohortId, programId, policyVersion: 1, seed: 's', requestedAt: at };
    given()
      .when({ type: 'matching.match-run-requested.v1', data: requested })
      .then(command({ type: 'find-matches', matchRunId }));
    given()
      .when({
        type: 'matching.match-run-rematch-requested.v1',
        data: { matchRunId, cohortId, mentorshipId, requestedAt: at },
      })
      .then(command({ type: 'find-again', matchRunId, mentorshipId }));
  });
});

describe('proposing matches', () => {
  const { given } = processSpecFor(proposeMatches);
  const found = (
    part: number,
    count: number,
  ): Extract<MatchRunFact, { type: 'matching.match-run-pairs-found.v1' }> => ({
    type: 'matching.match-run-pairs-found.v1',
    data: { matchRunId, part, pairs: pairs(count) },
  });
  const published = {
    type: 'matching.match-run-published.v1',
    data: { matchRunId, cohortId, publishedAt: at },
  } as const;

  it('waits for the run to be published', () => given(found(0, 3)).when(found(1, 3)).thenNothing());

  it('launches the cohort and proposes every pair, some hundreds at a time', () => {
    const steps = [
      command({ type: 'launch-cohort', cohortId, matchRunId, at }),
      command({ type: 'propose-pairs', matchRunId, from: 0, count: 500, at }),
      command({ type: 'propose-pairs', matchRunId, from: 500, count: 200, at }),
    ];
    given(found(0, 400), found(1, 300))
      .when(published)
      .then(...steps);
  });

  it('proposes what a rematch found after all before it', () =>
    given(found(0, 3), published)
      .when({
        type: 'matching.match-run-rematched.v1',
        data: { matchRunId, cohortId, mentorshipId, pairs: pairs(2), unmatched: [], rematchedAt: at },
      })
      .then(command({ type: 'propose-pairs', matchRunId, from: 3, count: 2, at })));
});

const both = { mentorshipId, cohortId, mentorId, menteeId };
const proposed: Extract<MentorshipFact, { type: 'matching.mentorship-proposed.v1' }> = {
  type: 'matching.mentorship-proposed.v1',
  data: {
    ...both,
    programId: id(7) as ProgramId,
    matchRunId,
    place: 1,
    score: 10,
    parts: [],
    deadlineAt,
    proposedAt: at,
  },
};
const declined = {
  type: 'matching.mentorship-declined.v1',
  data: { ...both, by: 'mentor', authorId: mentorId, reasonCode: 'no-time', reason: '', declinedAt: at },
} as const;
const accepted = (by: 'mentor' | 'mentee') =>
  ({ type: 'matching.mentorship-accepted.v1', data: { ...both, by, acceptedAt: at } }) as const;

describe('asking for a rematch', () => {
  const { given } = processSpecFor(askForRematch);
  const rematch = command({ type: 'request-rematch' as const, matchRunId, mentorshipId, at });

  it('follows a decline', () => given(proposed).when(declined).then(rematch));
  it('follows a lapse', () =>
    given(proposed)
      .when({ type: 'matching.mentorship-expired.v1', data: { ...both, expiredAt: at } })
      .then(rematch));
});

describe('letting a proposal lapse', () => {
  const { given } = processSpecFor(letLapse);
  const fired: TimerFired = {
    type: 'matching.timer-fired.v1',
    data: {
      timerId: id(8) as TimerFired['data']['timerId'],
      process: 'let-lapse',
      instance: mentorshipId,
      name: 'deadline',
      dueAt: deadlineAt,
      payload: {},
      firedAt: deadlineAt,
    },
  };

  it('waits for the deadline', () =>
    given().when(proposed).then({ kind: 'timer', name: 'deadline', dueAt: deadlineAt }));
  it('waits no longer when both have accepted', () => {
    given(proposed).when(accepted('mentor')).thenNothing();
    given(proposed, accepted('mentor')).when(accepted('mentee')).then({ kind: 'cancel-timer', name: 'deadline' });
  });
  it('waits also when one has declined, since the other is told at the deadline', () =>
    expect(letLapse.hears).not.toContain(declined.type));
  it('happens at the deadline', () =>
    given(proposed)
      .when(fired)
      .then(command({ type: 'expire', mentorshipId, at: deadlineAt })));
});
