export { Access } from './access/access.ts';
export { OrganizationRole, Tenant } from './access/caller.ts';
export type { Caller, People } from './access/caller.ts';
export { logoutRefused, LogoutTokens } from './access/logout-token.ts';
export type { SignOut } from './access/logout-token.ts';
export type { Policy, Row } from './access/policy.ts';
export type { Audited, AuditMark } from './audit/audited.ts';
export type { TrustedIssuer } from './access/trusted-issuers.ts';
export { ConfigRefused, readConfig, ShellConfig, WebAddress } from './config.ts';
export { apiOf, createEdge, ServiceRefused } from './edge.ts';
export type { EdgeOptions } from './edge.ts';
export { dayIn, weekdayIn } from './docs/examples.ts';
export { documentedAs } from './docs/schemas.ts';
export { Answer } from './http/answer.ts';
export type { CommandContext } from './http/command-context.ts';
export { Asked, Commanded, Operation } from './http/operation.ts';
export type { OperationDocs } from './http/operation.ts';
export { invalid, notFound, Problem, unavailable } from './http/problem.ts';
export type { Fault } from './http/problem.ts';
export { refusalProblem } from './http/refusals.ts';
export type { RefusalAnswer, RefusalTable } from './http/refusals.ts';
export { installation, organizationIdentity } from './identity.ts';
export type { NaturalKey, OrganizationIdentity } from './identity.ts';
export { mentorshipIndexes, mentorships } from './people/mentorships.projection.ts';
export type { Mentorship, MentorshipStatus } from './people/mentorships.projection.ts';
export { peopleIndexes, peopleKnownBy } from './people/people.projection.ts';
export type { Person } from './people/people.projection.ts';
export { sidesOf } from './people/sides.ts';
export { Flag, OneQuery, pageOf, PageQuery } from './read-models/page.ts';
export type { Page } from './read-models/page.ts';
export { bySomeone, ReadModel, ReadModels } from './read-models/read-models.ts';
export type { Kept, Where } from './read-models/read-models.ts';
export { defineService, processEntry } from './service.ts';
export type { Parts, ProcessEntry, ProjectionEntry, ServiceDefinition, Worker } from './service.ts';
export { startService } from './start-service.ts';
export { runService } from './run-service.ts';
export type { RunningService } from './run-service.ts';
export { createLogger } from './observe/logger.ts';
export { dispatchTo } from './streams/dispatch.ts';
export { Streams } from './streams/streams.ts';
export type { Performance, StreamsOptions } from './streams/streams.ts';
export {
  CONFIG,
  CONNECTION,
  DATABASE,
  EVENT_LOG,
  EVENT_STORE,
  LOGGER,
  PEOPLE,
  READ_MODELS,
  WORDS,
  FILE_SEALS,
} from './tokens.ts';
export { sealFacts } from './words/seal-facts.ts';
export { purposeStreams } from './streams/purpose-streams.ts';

export { occasionOf, Words } from './words/words.ts';
export type { FileSeals } from './words/file-seals.ts';
