export { catalogue, ownerOf, privacyOfFact, services, topicOf } from './catalogue.ts';
export type { ServiceName } from './catalogue.ts';
export { fact, Instant, LocalDate, WallTime, Zone } from './fact.ts';
export * from './ids.ts';
export { internal, open, personal, privacyOf, privateToMentorship, privateToPerson } from './privacy.ts';
export type { Classified, PrivacyClass } from './privacy.ts';
export { isSkipMark, skipFacts, skipMarkFor, skippedBy } from './skip-facts.ts';
export { timerFacts } from './timer-facts.ts';
