import type { ReadModel } from '@telemachy/service-shell';
import type { CallerStreams } from './streams.ts';
import type { CohortDocument } from './read-models/cohorts/cohorts.projection.ts';
import type { EnrolmentDocument } from './read-models/enrolments/enrolments.projection.ts';
import type { ImportProblems } from './read-models/imports/import-problems.projection.ts';
import type { ImportDocument } from './read-models/imports/imports.projection.ts';
import type { PairsOfPart } from './read-models/match-runs/match-run-pairs.projection.ts';
import type { UnmatchedOfPart } from './read-models/match-runs/match-run-unmatched.projection.ts';
import type { MatchRunDocument } from './read-models/match-runs/match-runs.projection.ts';
import type { MentorshipDocument } from './read-models/mentorships/mentorships.projection.ts';
import type { PersonDocument } from './read-models/people/people.projection.ts';
import type { ProgramDocument } from './read-models/programs/programs.projection.ts';

/** `Handlers`: streams without a caller, for what a feature must know of another stream. */
export const HANDLERS = Symbol('handlers');

export const PROGRAM_STREAMS = Symbol('program streams');
export type ProgramStreams = Pick<CallerStreams['programs'], 'perform'>;
export const COHORT_STREAMS = Symbol('cohort streams');
export type CohortStreams = Pick<CallerStreams['cohorts'], 'perform'>;
export const IMPORT_STREAMS = Symbol('import streams');
export type ImportStreams = Pick<CallerStreams['imports'], 'perform'>;
export const PERSON_STREAMS = Symbol('person streams');
export type PersonStreams = Pick<CallerStreams['people'], 'perform'>;
export const MATCH_RUN_STREAMS = Symbol('match run streams');
export type MatchRunStreams = Pick<CallerStreams['matchRuns'], 'perform'>;
export const MENTORSHIP_STREAMS = Symbol('mentorship streams');
export type MentorshipStreams = Pick<CallerStreams['mentorships'], 'perform'>;

/** `ExplainMatch` */
export const EXPLAIN_MATCH = Symbol('explain match');
/** `LogoutTokens` */
export const LOGOUT_TOKENS = Symbol('logout tokens');
/** `UploadStore` */
export const UPLOADS = Symbol('uploads');

type Model<Document extends object> = Pick<ReadModel<Document>, 'all' | 'find' | 'page' | 'peek'>;
export const PROGRAMS = Symbol('programs');
export type Programs = Model<ProgramDocument>;
export const COHORTS = Symbol('cohorts');
export type Cohorts = Model<CohortDocument>;
export const IMPORTS = Symbol('imports');
export type Imports = Model<ImportDocument>;
export const IMPORT_PROBLEMS = Symbol('import problems');
export type AllImportProblems = Model<ImportProblems>;
export type Persons = Model<PersonDocument>;
/** `OpenPeople` */
export const OPEN_PEOPLE = Symbol('open people');
export const ENROLMENTS = Symbol('enrolments');
export type Enrolments = Model<EnrolmentDocument>;
/** `OwnEnrolments` */
export const OWN_ENROLMENTS = Symbol('own enrolments');
export const MATCH_RUNS = Symbol('match runs');
export type MatchRuns = Model<MatchRunDocument>;
export const MATCH_RUN_PAIRS = Symbol('match run pairs');
export type MatchRunPairs = Model<PairsOfPart>;
export const MATCH_RUN_UNMATCHED = Symbol('match run unmatched');
export type MatchRunUnmatched = Model<UnmatchedOfPart>;
export const MENTORSHIPS = Symbol('mentorships');
export type Mentorships = Model<MentorshipDocument>;
