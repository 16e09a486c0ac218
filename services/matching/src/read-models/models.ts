import { peopleIndexes, type ReadModels } from '@telemachy/service-shell';
import { cohorts } from './cohorts/cohorts.projection.ts';
import { enrolments } from './enrolments/enrolments.projection.ts';
import { sensitiveAnswers } from './enrolments/sensitive-answers.projection.ts';
import { importProblems } from './imports/import-problems.projection.ts';
import { imports } from './imports/imports.projection.ts';
import { matchRunPairs } from './match-runs/match-run-pairs.projection.ts';
import { matchRunUnmatched } from './match-runs/match-run-unmatched.projection.ts';
import { matchRuns } from './match-runs/match-runs.projection.ts';
import { mentorships } from './mentorships/mentorships.projection.ts';
import { people } from './people/people.projection.ts';
import { programs } from './programs/programs.projection.ts';

/** The read models of this service. Sensitive answers are for match runs and for whoever gave them: no controller asks for anybody else’s. */
export const modelsOf = (readModels: ReadModels) => ({
  programs: readModels.of(programs),
  cohorts: readModels.of(cohorts),
  imports: readModels.of(imports),
  importProblems: readModels.of(importProblems),
  people: readModels.of(people),
  enrolments: readModels.of(enrolments),
  sensitiveAnswers: readModels.of(sensitiveAnswers),
  matchRuns: readModels.of(matchRuns),
  matchRunPairs: readModels.of(matchRunPairs),
  matchRunUnmatched: readModels.of(matchRunUnmatched),
  mentorships: readModels.of(mentorships),
});
export type Models = ReturnType<typeof modelsOf>;

/** What the runner keeps true, with the indexes that the questions need. */
export const projections = [
  { projection: programs },
  { projection: cohorts, indexes: [{ programId: 1 }] },
  { projection: imports, indexes: [{ cohortId: 1 }] },
  { projection: importProblems, indexes: [{ importId: 1 }] },
  { projection: people, indexes: peopleIndexes },
  { projection: enrolments, indexes: [{ cohortId: 1 }, { personId: 1 }] },
  { projection: sensitiveAnswers, indexes: [{ cohortId: 1 }, { personId: 1 }] },
  { projection: matchRuns, indexes: [{ cohortId: 1 }] },
  { projection: matchRunPairs, indexes: [{ matchRunId: 1, part: 1 }] },
  { projection: matchRunUnmatched, indexes: [{ matchRunId: 1, part: 1 }] },
  { projection: mentorships, indexes: [{ cohortId: 1 }, { mentorId: 1 }, { menteeId: 1 }] },
] as const;
