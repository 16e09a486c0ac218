import type { CohortId, MatchRunId, ProgramId } from '@telemachy/contracts';
import type { CohortFact } from '@telemachy/contracts/matching';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';

export type CohortCommand =
  | {
      readonly type: 'draft-cohort';
      readonly cohortId: CohortId;
      readonly programId: ProgramId;
      readonly name: string;
      readonly startsOn: string;
      readonly endsOn: string;
      readonly at: string;
    }
  | { readonly type: 'open-registration'; readonly at: string }
  | { readonly type: 'close-registration'; readonly at: string }
  | { readonly type: 'launch-cohort'; readonly matchRunId: MatchRunId; readonly at: string };

export type CohortRefusal =
  | 'cohort-not-drafted'
  | 'cohort-already-drafted'
  | 'cohort-ends-before-it-starts'
  | 'cohort-over'
  | 'registration-not-open'
  | 'registration-already-closed'
  | 'registration-not-closed'
  | 'cohort-already-launched';

export type CohortStatus = 'draft' | 'registration' | 'matching' | 'active' | 'closed' | 'cancelled';
export type DraftedCohort = {
  readonly status: CohortStatus;
  readonly cohortId: CohortId;
  readonly programId: ProgramId;
  readonly name: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly matchRunId?: MatchRunId;
};
export type Cohort = { readonly status: 'none' } | DraftedCohort;

const draft = (command: Extract<CohortCommand, { type: 'draft-cohort' }>, state: Cohort) => {
  const { cohortId, programId, name, startsOn, endsOn, at } = command;
  if (endsOn < startsOn) return refuse('cohort-ends-before-it-starts');
  if (state.status === 'none') {
    const data = { cohortId, programId, name, startsOn, endsOn, draftedAt: at };
    return accept({ type: 'matching.cohort-drafted.v1', data });
  }
  const already =
    state.programId === programId && state.name === name && state.startsOn === startsOn && state.endsOn === endsOn;
  return already ? accept() : refuse('cohort-already-drafted');
};

const open = (state: DraftedCohort, at: string) => {
  switch (state.status) {
    case 'draft':
      return accept({ type: 'matching.cohort-registration-opened.v1', data: { cohortId: state.cohortId, at } });
    case 'registration':
      return accept();
    case 'matching':
    case 'active':
      return refuse('registration-already-closed');
    case 'closed':
    case 'cancelled':
      return refuse('cohort-over');
  }
};

const close = (state: DraftedCohort, at: string) => {
  switch (state.status) {
    case 'draft':
      return refuse('registration-not-open');
    case 'registration':
      return accept({ type: 'matching.cohort-registration-closed.v1', data: { cohortId: state.cohortId, at } });
    case 'matching':
    case 'active':
      return accept();
    case 'closed':
    case 'cancelled':
      return refuse('cohort-over');
  }
};

const launch = (state: DraftedCohort, matchRunId: MatchRunId, at: string) => {
  switch (state.status) {
    case 'draft':
    case 'registration':
      return refuse('registration-not-closed');
    case 'matching':
      return accept({ type: 'matching.cohort-launched.v1', data: { cohortId: state.cohortId, matchRunId, at } });
    case 'active':
      return state.matchRunId === matchRunId ? accept() : refuse('cohort-already-launched');
    case 'closed':
    case 'cancelled':
      return refuse('cohort-over');
  }
};

export const cohort: Decider<Cohort, CohortCommand, CohortFact, CohortRefusal> = {
  initial: { status: 'none' },

  decide: (command, state) => {
    if (command.type === 'draft-cohort') return draft(command, state);
    if (state.status === 'none') return refuse('cohort-not-drafted');
    switch (command.type) {
      case 'open-registration':
        return open(state, command.at);
      case 'close-registration':
        return close(state, command.at);
      case 'launch-cohort':
        return launch(state, command.matchRunId, command.at);
    }
  },

  evolve: (state, event) => {
    if (event.type === 'matching.cohort-drafted.v1') {
      const { cohortId, programId, name, startsOn, endsOn } = event.data;
      return { status: 'draft', cohortId, programId, name, startsOn, endsOn };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'matching.cohort-registration-opened.v1':
        return { ...state, status: 'registration' };
      case 'matching.cohort-registration-closed.v1':
        return { ...state, status: 'matching' };
      case 'matching.cohort-launched.v1':
        return { ...state, status: 'active', matchRunId: event.data.matchRunId };
      case 'matching.cohort-closed.v1':
        return { ...state, status: 'closed' };
      case 'matching.cohort-cancelled.v1':
        return { ...state, status: 'cancelled' };
    }
  },
};
