import { mongoDocuments } from '@telemachy/projections';
import { dispatchTo, processEntry, type Parts, type ProcessEntry } from '@telemachy/service-shell';
import type { MatchRunFact, MentorshipFact } from '@telemachy/contracts/matching';
import { matchRun } from '../domain/match-run.ts';
import type { MatchRun, MatchRunRefusal } from '../domain/match-run-commands.ts';
import { mentorship } from '../domain/mentorship.ts';
import type { Mentorship, MentorshipRefusal } from '../domain/mentorship-commands.ts';
import { mentorshipClaims } from '../features/mentorship-claims.ts';
import { mongoRowKeys } from '../imports/row-keys.ts';
import { mongoUploadStore } from '../imports/upload-store.ts';
import { caughtUp } from '../matching/caught-up.ts';
import { enrolments } from '../read-models/enrolments/enrolments.projection.ts';
import { sensitiveAnswers } from '../read-models/enrolments/sensitive-answers.projection.ts';
import { mentorships } from '../read-models/mentorships/mentorships.projection.ts';
import { identities } from '../identities.ts';
import { modelsOf } from '../read-models/models.ts';
import { people } from '../read-models/people/people.projection.ts';
import { handlersOf } from '../streams.ts';
import { askForRematch, type AskForRematch } from './ask-for-rematch/ask-for-rematch.process.ts';
import { findMatches } from './find-matches/find-matches.process.ts';
import { matchWork } from './find-matches/match-work.ts';
import { letLapse, type LetLapse } from './let-lapse/let-lapse.process.ts';
import { proposalWork } from './propose-matches/proposal-work.ts';
import { proposeMatches } from './propose-matches/propose-matches.process.ts';
import { takeInFiles } from './take-in-files/take-in-files.process.ts';
import { fileWork } from './take-in-files/take-in-rows.ts';

/** Every process of this service: what it decides, without who carries it out. */
export const matchingProcesses = [takeInFiles, findMatches, proposeMatches, askForRematch, letLapse];

/** The same, with who carries out its commands. */
export const processesOf = ({
  config,
  store,
  log,
  topicOf,
  database,
  readModels,
  words,
  files,
}: Parts): readonly ProcessEntry[] => {
  const handlers = handlersOf(store, words);
  const identityOf = identities(config.TELEMACHY_IDENTITY_SECRET);
  const models = modelsOf(readModels);
  const now = (): string => new Date().toISOString();
  const documents = mongoDocuments(database);
  const read = [enrolments, sensitiveAnswers, people, mentorships];
  return [
    processEntry({
      process: takeInFiles,
      dispatch: fileWork({
        handlers,
        uploads: mongoUploadStore(database, files),
        rowKeys: mongoRowKeys(database),
        identityOf,
        now,
      }),
    }),
    processEntry({
      process: findMatches,
      dispatch: matchWork({
        handlers,
        models,
        words,
        fingerprint: (tenant, content) => identityOf(tenant).fingerprint(content),
        caughtUp: () => caughtUp(read, { log, documents, topic: topicOf('matching') }),
        now,
      }),
    }),
    processEntry({ process: proposeMatches, dispatch: proposalWork({ handlers }) }),
    processEntry({
      process: askForRematch,
      dispatch: dispatchTo<MatchRun, AskForRematch, MatchRunFact, MatchRunRefusal>({
        store,
        kind: 'match-run',
        decider: matchRun,
        idOf: ({ matchRunId }) => matchRunId,
      }),
    }),
    processEntry({
      process: letLapse,
      dispatch: dispatchTo<Mentorship, LetLapse, MentorshipFact, MentorshipRefusal>({
        store,
        kind: 'mentorship',
        decider: mentorship,
        claims: mentorshipClaims,
        idOf: ({ mentorshipId }) => mentorshipId,
      }),
    }),
  ];
};
