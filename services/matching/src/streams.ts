import { commandHandler, createdIdFrom, snapshotsOf, type EventStore } from '@telemachy/event-store';
import { type CohortId, EnrolmentId, MentorshipId, type PersonId, type Side } from '@telemachy/contracts';
import type { Decider, Fact } from '@telemachy/kernel';
import { purposeStreams, sidesOf, Streams, type Words } from '@telemachy/service-shell';
import { cohort } from './domain/cohort.ts';
import { enrolment } from './domain/enrolment.ts';
import { ImportState } from './domain/import-state.ts';
import { peopleImport } from './domain/import.ts';
import { matchRun } from './domain/match-run.ts';
import { mentorship, sideOf } from './domain/mentorship.ts';
import type { Mentorship } from './domain/mentorship-commands.ts';
import { person } from './domain/person.ts';
import { program } from './domain/program.ts';
import { signOut } from './domain/sign-out.ts';
import type { Purpose } from './purposes.ts';
import { untoldFacts } from './domain/told.ts';
import {
  cohortRefusals,
  importRefusals,
  matchRunRefusals,
  mentorshipRefusals,
  personRefusals,
  programRefusals,
} from './features/refusals.ts';

const kinds = {
  program: { kind: 'program', decider: program },
  cohort: { kind: 'cohort', decider: cohort },
  import: {
    kind: 'import',
    decider: peopleImport,
    // A fact for each 200 rows of the file, and each holds their problems.
    longStreams: snapshotsOf({ decider: peopleImport, schema: ImportState, every: 20 }),
  },
  person: { kind: 'person', decider: person },
  enrolment: { kind: 'enrolment', decider: enrolment },
  matchRun: { kind: 'match-run', decider: matchRun },
  mentorship: { kind: 'mentorship', decider: mentorship },
  signOut: { kind: 'sign-out', decider: signOut },
} as const;

/** What a file says is compared with what is known. */
const compared = <State, Event extends Fact>(
  decider: Pick<Decider<State, never, Event, never>, 'initial' | 'evolve'>,
  words: Pick<Words, 'openForPurpose'>,
) => {
  const purpose: Purpose = 'import';
  return purposeStreams({ decider, words, purpose, occasion: { operation: 'take-in-files' } });
};

/** The streams of this service as its own work commands them: no caller, no HTTP. */
export const handlersOf = (store: EventStore, words: Pick<Words, 'openForPurpose'>) => ({
  programs: commandHandler({ store, ...kinds.program }),
  cohorts: commandHandler({ store, ...kinds.cohort }),
  imports: commandHandler({ store, ...kinds.import }),
  people: commandHandler({ store, ...kinds.person, longStreams: compared(person, words) }),
  enrolments: commandHandler({ store, ...kinds.enrolment, longStreams: compared(enrolment, words) }),
  matchRuns: commandHandler({ store, ...kinds.matchRun }),
  mentorships: commandHandler({ store, ...kinds.mentorship }),
  signOuts: commandHandler({ store, ...kinds.signOut }),
});
export type Handlers = ReturnType<typeof handlersOf>;

const nobody = (): readonly never[] => [];
const parties = (state: Mentorship, caller: PersonId | undefined): readonly Side[] =>
  state.status === 'none' ? [] : sidesOf(state.pair, caller);
const untoldTo = (state: Mentorship, caller: PersonId | undefined): number => {
  const side = state.status === 'none' || caller === undefined ? undefined : sideOf(state.pair, caller);
  return state.status === 'none' || side === undefined ? 0 : untoldFacts(state, side);
};

/** The same streams as callers command them. */
export const streamsOf = (store: EventStore, words: Words) => ({
  programs: new Streams({
    store,
    ...kinds.program,
    path: '/v1/programs',
    refusals: programRefusals,
    relations: nobody,
  }),
  cohorts: new Streams({ store, ...kinds.cohort, path: '/v1/cohorts', refusals: cohortRefusals, relations: nobody }),
  imports: new Streams({ store, ...kinds.import, path: '/v1/imports', refusals: importRefusals, relations: nobody }),
  people: new Streams({ store, ...kinds.person, path: '/v1/people', refusals: personRefusals, relations: nobody }),
  matchRuns: new Streams({
    store,
    ...kinds.matchRun,
    path: '/v1/match-runs',
    refusals: matchRunRefusals,
    relations: nobody,
  }),
  mentorships: new Streams({
    store,
    ...kinds.mentorship,
    path: '/v1/mentorships',
    refusals: mentorshipRefusals,
    relations: parties,
    opens: {
      words,
      isNeededBy: ({ type }) => type === 'propose-agreement',
      mentorshipOf: (state) => (state.status === 'none' ? undefined : state.pair.mentorshipId),
    },
    untold: untoldTo,
  }),
});
export type CallerStreams = ReturnType<typeof streamsOf>;

/** One enrolment per person and cohort, whoever makes it and how often. */
export const enrolmentIdOf = (cohortId: CohortId, personId: PersonId): EnrolmentId =>
  EnrolmentId.parse(createdIdFrom(cohortId, `enrolment/${personId}`));

/** One mentorship per pair and cohort: a pair that was declined is never proposed again. */
export const mentorshipIdOf = (cohortId: CohortId, pair: { mentorId: PersonId; menteeId: PersonId }): MentorshipId =>
  MentorshipId.parse(createdIdFrom(cohortId, `mentorship/${pair.mentorId}/${pair.menteeId}`));
