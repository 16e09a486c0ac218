import type { RefusalTable } from '@telemachy/service-shell';
import type { CohortRefusal } from '../domain/cohort.ts';
import type { ImportRefusal } from '../domain/import.ts';
import type { MatchRunRefusal } from '../domain/match-run-commands.ts';
import type { MentorshipRefusal } from '../domain/mentorship-commands.ts';
import type { PersonRefusal } from '../domain/person.ts';
import type { ProgramRefusal } from '../domain/program.ts';

const nothing = { status: 404, detail: 'There is nothing here that you may see.' } as const;

/** A new refusal does not compile until someone chooses its answer here. */
export const programRefusals: RefusalTable<ProgramRefusal> = {
  'program-not-drafted': nothing,
  'program-already-drafted': { status: 409, detail: 'This program was drafted before, with other words.' },
  'rules-show-sensitive-answers': {
    status: 422,
    detail:
      'A rule reads an attribute that a mapping marks sensitive, so its reasons would show it. Mark the rule sensitive, or let it use another attribute.',
  },
  'mapping-shows-sensitive-answers': {
    status: 422,
    detail:
      'A sensitive rule reads what a column feeds in the open, so coordinators would see it. Map the column as sensitive, or let the rule use another attribute.',
  },
};

export const cohortRefusals: RefusalTable<CohortRefusal> = {
  'cohort-not-drafted': nothing,
  'cohort-already-drafted': { status: 409, detail: 'This cohort was drafted before, with other words.' },
  'cohort-ends-before-it-starts': { status: 422, detail: 'The last day is before the first.', field: 'endsOn' },
  'cohort-over': { status: 409, detail: 'This cohort is closed or cancelled.' },
  'registration-not-open': { status: 409, detail: 'Registration has not been opened.' },
  'registration-already-closed': { status: 409, detail: 'Registration was closed; it does not open again.' },
  'registration-not-closed': { status: 409, detail: 'Close registration first, so that everybody is looked at.' },
  'cohort-already-launched': { status: 409, detail: 'This cohort was launched with a match run.' },
};

export const importRefusals: RefusalTable<ImportRefusal> = {
  'import-not-requested': nothing,
  'import-already-requested': { status: 409, detail: 'This import was requested before, with another file.' },
  'registration-not-open': { status: 409, detail: 'People are imported while registration is open.' },
  'import-over': { status: 409, detail: 'This import has ended.' },
  'rows-missing': { status: 409, detail: 'Rows before these were not taken in.' },
};

export const matchRunRefusals: RefusalTable<MatchRunRefusal> = {
  'run-not-requested': nothing,
  'run-already-requested': { status: 409, detail: 'This run was requested before, with another seed.' },
  'run-over': { status: 409, detail: 'This run has ended.' },
  'run-not-completed': { status: 409, detail: 'Only a completed run can be published.' },
  'run-not-published': { status: 409, detail: 'This run was not published.' },
  'snapshot-not-taken': { status: 409, detail: 'This run has read nobody yet.' },
  'snapshot-changed': { status: 409, detail: 'The people of this run are no longer what it read.' },
  'part-missing': { status: 409, detail: 'A part of the result before this one is missing.' },
  'rematch-not-requested': { status: 409, detail: 'No rematch was asked for this mentorship.' },
};

export const mentorshipRefusals: RefusalTable<MentorshipRefusal> = {
  'mentorship-not-proposed': nothing,
  'mentorship-already-proposed': { status: 409, detail: 'This mentorship was proposed before.' },
  'mentorship-not-open': { status: 409, detail: 'This mentorship is not open any more.' },
  'mentorship-not-active': { status: 409, detail: 'Only an active mentorship can be ended.' },
  'mentorship-active': { status: 409, detail: 'This mentorship is active; it can be ended.' },
  'accept-first': { status: 409, detail: 'Accept the mentorship first; the agreement is signed once both have.' },
  'partner-not-accepted': {
    status: 409,
    detail: 'The agreement is signed once both have accepted; your partner has not yet.',
  },
  'agreement-changed': {
    status: 409,
    detail: 'The agreement changed meanwhile. Read the newest version before signing.',
    field: 'agreementVersion',
  },
};

export const personRefusals: RefusalTable<PersonRefusal> = {
  'person-not-known': nothing,
  'somebody-else': { status: 409, detail: 'Another person is known by this.' },
  'key-given-up': { status: 409, detail: 'They are known by another e-mail address or employee id.' },
  forgotten: { status: 409, detail: 'They asked to be forgotten: nothing more is kept of them.' },
};
