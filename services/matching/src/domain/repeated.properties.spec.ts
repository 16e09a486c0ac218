import { describe, expect, it } from '@jest/globals';
import type {
  CohortId,
  EnrolmentId,
  ImportId,
  MatchRunId,
  MentorshipId,
  PersonId,
  ProgramId,
} from '@telemachy/contracts';
import type { ColumnMapping, ProposedPair } from '@telemachy/contracts/matching';
import type { Decider } from '@telemachy/kernel';
import * as fc from 'fast-check';
import { cohort, type CohortCommand } from './cohort.ts';
import { enrolment, type Apply } from './enrolment.ts';
import { peopleImport, type ImportCommand } from './import.ts';
import { matchRun } from './match-run.ts';
import type { MatchRunCommand } from './match-run-commands.ts';
import { mentorship } from './mentorship.ts';
import type { Mentorship, MentorshipCommand } from './mentorship-commands.ts';
import { person, type ImportPerson } from './person.ts';
import { program, type ProgramCommand } from './program.ts';

const at = '2026-11-02T09:00:00.000Z';
const id = (n: number) => `0199a000-0000-8000-8000-${String(n).padStart(12, '0')}`;
const programId = id(1) as ProgramId;
const cohortId = id(2) as CohortId;
const importId = id(3) as ImportId;
const matchRunId = id(4) as MatchRunId;
const mentorshipId = id(5) as MentorshipId;
const mentorId = id(6) as PersonId;
const menteeId = id(7) as PersonId;

const word = fc.constantFrom('one', 'two');
const party = fc.constantFrom(mentorId, menteeId);
const side = fc.constantFrom('mentor' as const, 'mentee' as const);
const small = fc.integer({ min: 0, max: 3 });
const attributes = fc.dictionary(word, fc.oneof(word, small, fc.array(word, { maxLength: 2 })), { maxKeys: 2 });
const template = word.map((purpose) => ({
  purpose,
  scopeIn: '',
  scopeOut: '',
  lengthWeeks: 26,
  cadence: 'weekly',
  medium: 'video',
  boundaries: '',
  confidentiality: '',
}));

const programCommand: fc.Arbitrary<ProgramCommand> = fc.oneof(
  fc.record({
    type: fc.constant('draft-program' as const),
    programId: fc.constant(programId),
    name: word,
    purpose: word,
    at: fc.constant(at),
  }),
  fc.record({ type: fc.constant('change-rules' as const), policy: fc.record({ rule: word }), at: fc.constant(at) }),
  fc.record({
    type: fc.constant('change-mapping' as const),
    role: side,
    mapping: word.map((column) => ({ columns: [{ column, to: 'email', as: 'hr' as const }] })),
    at: fc.constant(at),
  }),
  fc.record({ type: fc.constant('change-agreement-template' as const), template, at: fc.constant(at) }),
);

const cohortCommand: fc.Arbitrary<CohortCommand> = fc.oneof(
  fc.record({
    type: fc.constant('draft-cohort' as const),
    cohortId: fc.constant(cohortId),
    programId: fc.constant(programId),
    name: word,
    startsOn: fc.constant('2026-11-02'),
    endsOn: fc.constant('2027-05-02'),
    at: fc.constant(at),
  }),
  fc.record({
    type: fc.constantFrom('open-registration' as const, 'close-registration' as const),
    at: fc.constant(at),
  }),
  fc.record({
    type: fc.constant('launch-cohort' as const),
    matchRunId: fc.constantFrom(matchRunId, id(40) as MatchRunId),
    at: fc.constant(at),
  }),
);

const importCommand: fc.Arbitrary<ImportCommand> = fc.oneof(
  fc.record({
    type: fc.constant('request-import' as const),
    importId: fc.constant(importId),
    cohortId: fc.constant(cohortId),
    role: side,
    contentHash: word,
    bytes: small,
    uploadId: fc.constant(id(9)),
    layout: fc.constant({ columns: ['a'], delimiter: ',', firstByte: 2 }),
    mapping: fc.constant<ColumnMapping>({ columns: [] }),
    registrationOpen: fc.boolean(),
    at: fc.constant(at),
  }),
  fc
    .record({ after: small, more: fc.integer({ min: 1, max: 3 }), last: fc.boolean() })
    .map(({ after, more, last }) => ({
      type: 'accept-rows' as const,
      after,
      lastRow: after + more,
      nextByte: 10 * (after + more),
      counts: { rows: more, created: more, changed: 0, unchanged: 0, rejected: 0 },
      problems: [],
      last,
      at,
    })),
  fc.record({
    type: fc.constant('fail-import' as const),
    fault: fc.record({ reason: word, row: small }),
    at: fc.constant(at),
  }),
);

const keyed = fc.constantFrom(
  { signInKeys: ['email'], known: { email: 'a@b.org' } },
  { signInKeys: ['email', 'employee'], known: { email: 'a@b.org', employeeId: '1' } },
  { signInKeys: ['other', 'employee'], known: { email: 'o@b.org', employeeId: '1' } },
  { signInKeys: ['employee'], known: { employeeId: '1' } },
);
const importPerson: fc.Arbitrary<ImportPerson> = fc
  .tuple(
    keyed,
    fc.record(
      {
        type: fc.constant('import-person' as const),
        personId: fc.constant(mentorId),
        mayGiveUpKeys: fc.boolean(),
        managerKey: word,
        hr: fc.record({ givenName: word, familyName: word, attributes }),
        covers: fc.subarray(['one', 'two', 'manager']),
        at: fc.constant(at),
      },
      { requiredKeys: ['type', 'personId', 'mayGiveUpKeys', 'hr', 'covers', 'at'] },
    ),
  )
  .map(([{ signInKeys, known }, { hr, ...row }]) => ({ ...row, signInKeys, hr: { ...hr, ...known } }));

const applyToCohort: fc.Arbitrary<Apply> = fc.record({
  type: fc.constant('apply' as const),
  enrolmentId: fc.constant(id(8) as EnrolmentId),
  cohortId: fc.constant(cohortId),
  personId: fc.constant(mentorId),
  role: side,
  capacity: small,
  answers: attributes,
  sensitiveAnswers: attributes,
  at: fc.constant(at),
});

const pairs = fc.constant<ProposedPair[]>([{ mentorId, menteeId, place: 1, score: 10, parts: [] }]);
const unmatched = fc.constant([{ personId: menteeId, role: 'mentee' as const, code: 'no-place' }]);
const someMentorship = fc.constantFrom(mentorshipId, id(50) as MentorshipId);
const fault = fc.constantFrom('given-up' as const, 'proof-refused' as const);
const matchRunCommand: fc.Arbitrary<MatchRunCommand> = fc.oneof(
  fc.record({
    type: fc.constant('request-run' as const),
    matchRunId: fc.constant(matchRunId),
    cohortId: fc.constant(cohortId),
    programId: fc.constant(programId),
    policyVersion: fc.constant(1),
    seed: word,
    at: fc.constant(at),
  }),
  fc.record({
    type: fc.constant('take-snapshot' as const),
    snapshotHash: word,
    openSnapshotHash: word,
    mentors: small,
    mentees: small,
    at: fc.constant(at),
  }),
  fc.record({ type: fc.constant('record-pairs' as const), part: small, pairs }),
  fc.record({ type: fc.constant('record-unmatched' as const), part: small, unmatched }),
  fc.record({
    type: fc.constant('complete-run' as const),
    matched: small,
    total: small,
    openTotal: small,
    withheld: fc.boolean(),
    gap: fc.constant(0),
    certificateChecked: fc.constant(true),
    resultHash: word,
    openResultHash: word,
    at: fc.constant(at),
  }),
  fc.record({ type: fc.constant('fail-run' as const), reason: fault, at: fc.constant(at) }),
  fc.record({ type: fc.constant('publish-run' as const), at: fc.constant(at) }),
  fc.record({ type: fc.constant('request-rematch' as const), mentorshipId: someMentorship, at: fc.constant(at) }),
  fc.record({
    type: fc.constant('record-rematch' as const),
    mentorshipId: someMentorship,
    pairs,
    unmatched,
    at: fc.constant(at),
  }),
  fc.record({
    type: fc.constant('fail-rematch' as const),
    mentorshipId: someMentorship,
    reason: fault,
    at: fc.constant(at),
  }),
);

const agreement = word.map((cadence) => ({
  lengthWeeks: 26,
  cadence,
  terms: { purpose: '', scopeIn: '', scopeOut: '', medium: '', boundaries: '', confidentiality: '' },
}));
const mentorshipCommand: fc.Arbitrary<MentorshipCommand> = fc.oneof(
  fc.record({
    type: fc.constant('propose-mentorship' as const),
    mentorshipId: fc.constant(mentorshipId),
    cohortId: fc.constant(cohortId),
    programId: fc.constant(programId),
    matchRunId: fc.constant(matchRunId),
    mentorId: fc.constant(mentorId),
    menteeId: fc.constant(menteeId),
    place: fc.constant(1),
    score: fc.constant(10),
    parts: fc.constant([]),
    deadlineAt: fc.constant(at),
    agreement,
    templateVersion: fc.constant(1),
    at: fc.constant(at),
  }),
  fc.record({ type: fc.constant('accept' as const), by: party, at: fc.constant(at) }),
  fc.record({ type: fc.constant('accept' as const), by: party, at: fc.constant(at) }),
  fc.record({
    type: fc.constant('decline' as const),
    by: party,
    reasonCode: fc.constant('other' as const),
    reason: word,
    at: fc.constant(at),
  }),
  fc.record({ type: fc.constant('expire' as const), at: fc.constant(at) }),
  fc.record({ type: fc.constant('close' as const), replaced: side, at: fc.constant(at) }),
  fc.record({ type: fc.constant('propose-agreement' as const), by: party, agreement, at: fc.constant(at) }),
  fc.record({
    type: fc.constant('sign-agreement' as const),
    by: party,
    agreementVersion: fc.integer({ min: 1, max: 3 }),
    at: fc.constant(at),
  }),
  fc.record({
    type: fc.constant('end' as const),
    by: fc.constantFrom(mentorId, 'coordinator' as const),
    reasonCode: fc.constant('completed' as const),
    at: fc.constant(at),
  }),
);

/** Plays the commands in order; those refused change nothing. */
const play = <State, Command, Event, Refusal extends string>(
  decider: Decider<State, Command, Event, Refusal>,
  commands: readonly Command[],
): State =>
  commands.reduce((state, command) => {
    const decision = decider.decide(command, state);
    return decision.accepted ? decision.events.reduce(decider.evolve, state) : state;
  }, decider.initial);

const nothingNewFor = <State, Command, Event, Refusal extends string>(
  decider: Decider<State, Command, Event, Refusal>,
  command: fc.Arbitrary<Command>,
): void =>
  fc.assert(
    fc.property(fc.array(command, { maxLength: 12 }), command, (before, last) => {
      const state = play(decider, before);
      const decision = decider.decide(last, state);
      if (!decision.accepted) return;
      const again = decider.decide(last, decision.events.reduce(decider.evolve, state));
      expect(again).toEqual({ accepted: true, events: [] });
    }),
    { numRuns: 500 },
  );

describe('a command that is repeated', () => {
  it('is nothing new to a program', () => nothingNewFor(program, programCommand));
  it('is nothing new to a cohort', () => nothingNewFor(cohort, cohortCommand));
  it('is nothing new to an import', () => nothingNewFor(peopleImport, importCommand));
  it('is nothing new to a person', () => nothingNewFor(person, importPerson));
  it('is nothing new to an enrolment', () => nothingNewFor(enrolment, applyToCohort));
  it('is nothing new to a match run', () => nothingNewFor(matchRun, matchRunCommand));
  it('is nothing new to a mentorship', () => nothingNewFor(mentorship, mentorshipCommand));
});

describe('a mentorship', () => {
  it('is active only when both accepted and both signed the newest version', () =>
    fc.assert(
      fc.property(fc.array(mentorshipCommand, { maxLength: 25 }), (commands) => {
        const state: Mentorship = play(mentorship, commands);
        if (state.status === 'active') expect([state.accepted.length, state.signed.length]).toEqual([2, 2]);
        if (state.status === 'proposed') expect(state.accepted.length + state.signed.length).toBeLessThan(4);
      }),
      { numRuns: 2000 },
    ));
});
