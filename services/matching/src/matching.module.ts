import type { EventStore } from '@telemachy/event-store';
import {
  CONFIG,
  DATABASE,
  defineService,
  EVENT_STORE,
  FILE_SEALS,
  LogoutTokens,
  READ_MODELS,
  WORDS,
  type FileSeals,
  type ReadModels,
  type Words,
} from '@telemachy/service-shell';
import type { Provider } from '@nestjs/common';
import type { Db } from 'mongodb';
import { audited } from './audited.ts';
import { MatchingConfig } from './config.ts';
import { AcceptController } from './features/accept/accept.controller.ts';
import { ChangeAgreementTemplateController } from './features/change-agreement-template/change-agreement-template.controller.ts';
import { ChangeMappingController } from './features/change-mapping/change-mapping.controller.ts';
import { ChangeRulesController } from './features/change-rules/change-rules.controller.ts';
import { CloseRegistrationController } from './features/close-registration/close-registration.controller.ts';
import { DeclineController } from './features/decline/decline.controller.ts';
import { DraftCohortController } from './features/draft-cohort/draft-cohort.controller.ts';
import { DraftProgramController } from './features/draft-program/draft-program.controller.ts';
import { EndController } from './features/end/end.controller.ts';
import { ImportPeopleController } from './features/import-people/import-people.controller.ts';
import { matchRunsHold } from './features/launch-claims.ts';
import { mentorshipsHold } from './features/mentorship-claims.ts';
import { MarkLeftController } from './features/mark-left/mark-left.controller.ts';
import { MarkReturnedController } from './features/mark-returned/mark-returned.controller.ts';
import { OpenRegistrationController } from './features/open-registration/open-registration.controller.ts';
import { ProposeAgreementController } from './features/propose-agreement/propose-agreement.controller.ts';
import { PublishController } from './features/publish/publish.controller.ts';
import { RunMatchingController } from './features/run-matching/run-matching.controller.ts';
import { SignAgreementController } from './features/sign-agreement/sign-agreement.controller.ts';
import { SignOutController } from './features/sign-out/sign-out.controller.ts';
import { identities } from './identities.ts';
import { keptFilesWorker } from './imports/kept-files.worker.ts';
import { peopleHold } from './imports/person-claims.ts';
import { mongoUploadStore } from './imports/upload-store.ts';
import { policy } from './policy.ts';
import { processesOf } from './processes/all.ts';
import { CohortsController } from './read-models/cohorts/cohorts.controller.ts';
import { EnrolmentsController } from './read-models/enrolments/enrolments.controller.ts';
import { explainMatch } from './read-models/explanation/explain-match.ts';
import { ExplanationController } from './read-models/explanation/explanation.controller.ts';
import { ImportsController } from './read-models/imports/imports.controller.ts';
import { MatchRunPairsController } from './read-models/match-runs/match-run-pairs.controller.ts';
import { MatchRunUnmatchedController } from './read-models/match-runs/match-run-unmatched.controller.ts';
import { MatchRunsController } from './read-models/match-runs/match-runs.controller.ts';
import { MentorshipsController } from './read-models/mentorships/mentorships.controller.ts';
import { modelsOf, projections, type Models } from './read-models/models.ts';
import { OpenPeople } from './read-models/people/open-people.ts';
import { ownEnrolments } from './read-models/people/own-enrolments.ts';
import { purposes } from './purposes.ts';
import { PeopleController } from './read-models/people/people.controller.ts';
import { ProgramsController } from './read-models/programs/programs.controller.ts';
import { handlersOf, streamsOf, type CallerStreams } from './streams.ts';
import * as tokens from './tokens.ts';

const streams = (provide: symbol, pick: (streams: CallerStreams) => unknown): Provider => ({
  provide,
  inject: [EVENT_STORE, WORDS],
  useFactory: (store: EventStore, words: Words) => pick(streamsOf(store, words)),
});
const model = (provide: symbol, pick: (models: Models) => unknown): Provider => ({
  provide,
  inject: [READ_MODELS],
  useFactory: (readModels: ReadModels) => pick(modelsOf(readModels)),
});

/** All wiring of the matching service. */
export const matchingService = defineService<MatchingConfig>({
  name: 'matching',
  config: MatchingConfig,
  policy,
  audited,
  controllers: [
    DraftProgramController,
    ChangeRulesController,
    ChangeMappingController,
    ChangeAgreementTemplateController,
    ProgramsController,
    DraftCohortController,
    OpenRegistrationController,
    CloseRegistrationController,
    CohortsController,
    ImportPeopleController,
    ImportsController,
    EnrolmentsController,
    RunMatchingController,
    MatchRunsController,
    MatchRunPairsController,
    MatchRunUnmatchedController,
    ExplanationController,
    PublishController,
    MentorshipsController,
    AcceptController,
    DeclineController,
    ProposeAgreementController,
    SignAgreementController,
    EndController,
    PeopleController,
    MarkLeftController,
    MarkReturnedController,
    SignOutController,
  ],
  providers: [
    {
      provide: tokens.HANDLERS,
      inject: [EVENT_STORE, WORDS],
      useFactory: (store: EventStore, words: Words) => handlersOf(store, words),
    },
    streams(tokens.PROGRAM_STREAMS, ({ programs }) => programs),
    streams(tokens.COHORT_STREAMS, ({ cohorts }) => cohorts),
    streams(tokens.IMPORT_STREAMS, ({ imports }) => imports),
    streams(tokens.PERSON_STREAMS, ({ people }) => people),
    streams(tokens.MATCH_RUN_STREAMS, ({ matchRuns }) => matchRuns),
    streams(tokens.MENTORSHIP_STREAMS, ({ mentorships }) => mentorships),
    {
      provide: tokens.UPLOADS,
      inject: [DATABASE, FILE_SEALS],
      useFactory: (database: Db, seals: FileSeals) => mongoUploadStore(database, seals),
    },
    {
      provide: tokens.EXPLAIN_MATCH,
      inject: [EVENT_STORE, READ_MODELS, WORDS, CONFIG],
      useFactory: (store: EventStore, readModels: ReadModels, words: Words, config: MatchingConfig) => {
        const identityOf = identities(config.TELEMACHY_IDENTITY_SECRET);
        const fingerprint = (tenant: string, content: string): string => identityOf(tenant).fingerprint(content);
        return explainMatch({ handlers: handlersOf(store, words), models: modelsOf(readModels), words, fingerprint });
      },
    },
    {
      provide: tokens.LOGOUT_TOKENS,
      inject: [CONFIG],
      useFactory: (config: MatchingConfig) =>
        new LogoutTokens({
          issuers: config.OIDC_ISSUERS,
          clients: config.TELEMACHY_LOGOUT_CLIENTS,
          identitySecret: config.TELEMACHY_IDENTITY_SECRET,
        }),
    },
    model(tokens.PROGRAMS, ({ programs }) => programs),
    model(tokens.COHORTS, ({ cohorts }) => cohorts),
    model(tokens.IMPORTS, ({ imports }) => imports),
    model(tokens.IMPORT_PROBLEMS, ({ importProblems }) => importProblems),
    {
      provide: tokens.OPEN_PEOPLE,
      inject: [READ_MODELS, WORDS],
      useFactory: (readModels: ReadModels, words: Words) => new OpenPeople(modelsOf(readModels).people, words),
    },
    model(tokens.ENROLMENTS, ({ enrolments }) => enrolments),
    {
      provide: tokens.OWN_ENROLMENTS,
      inject: [READ_MODELS, WORDS],
      useFactory: (readModels: ReadModels, words: Words) => ownEnrolments(modelsOf(readModels), words),
    },
    model(tokens.MATCH_RUNS, ({ matchRuns }) => matchRuns),
    model(tokens.MATCH_RUN_PAIRS, ({ matchRunPairs }) => matchRunPairs),
    model(tokens.MATCH_RUN_UNMATCHED, ({ matchRunUnmatched }) => matchRunUnmatched),
    model(tokens.MENTORSHIPS, ({ mentorships }) => mentorships),
  ],
  purposes,
  projections,
  claims: [mentorshipsHold, matchRunsHold, peopleHold],
  processes: processesOf,
  workers: ({ database }) => [keptFilesWorker(database)],
});
