import type { z } from 'zod';
import type { PrivacyClass } from './privacy.ts';
import { privacyOf } from './privacy.ts';
import { GoalFact } from './goals/goal-facts.ts';
import { MatchRunFact } from './matching/match-run-facts.ts';
import { MentorshipFact } from './matching/mentorship-facts.ts';
import { EnrolmentFact, ImportFact, LeaverFact, PersonFact } from './matching/people-facts.ts';
import { SignedOut } from './matching/sign-out-facts.ts';
import { CohortFact, ProgramFact } from './matching/program-facts.ts';
import { MessageFact, PreferenceSet } from './notification/notification-facts.ts';
import { AvailabilityFact, FeedFact, MeetingFact } from './scheduling/scheduling-facts.ts';
import { skipFacts } from './skip-facts.ts';
import { timerFacts } from './timer-facts.ts';
import { upcastersOf } from './upcasters.ts';

/** The four services, in the order of a mentorship's life. */
export const services = ['matching', 'scheduling', 'goals', 'notification'] as const;
export type ServiceName = (typeof services)[number];

type AnyFact = z.ZodObject<{ type: z.ZodLiteral<string>; data: z.ZodObject }>;
// Of every service alike.
const common = services.flatMap(
  (service) => Object.values({ ...timerFacts(service), ...skipFacts(service) }) as AnyFact[],
);
const schemas: readonly AnyFact[] = [
  ...ProgramFact.options,
  ...CohortFact.options,
  ...ImportFact.options,
  ...PersonFact.options,
  ...LeaverFact.options,
  SignedOut,
  ...EnrolmentFact.options,
  ...MatchRunFact.options,
  ...MentorshipFact.options,
  ...AvailabilityFact.options,
  ...MeetingFact.options,
  ...FeedFact.options,
  ...GoalFact.options,
  PreferenceSet,
  ...MessageFact.options,
  ...common,
];

/** Every fact there is, by type: the form in which it is written and understood today. */
export const catalogue: ReadonlyMap<string, AnyFact> = new Map(
  schemas.map((schema) => [schema.shape.type.value, schema]),
);

/** From every form that was ever stored and is written no more to a form of the catalogue. None has changed so far. */
export const upcasters = upcastersOf([]);

/** The privacy class of each field of a fact's data. @throws Error when the type is unknown or a field has no class. */
export const privacyOfFact = (type: string): Readonly<Record<string, PrivacyClass>> => {
  const schema = catalogue.get(type);
  if (schema === undefined) throw new Error(`${type} is not in the catalogue of facts`);
  return Object.fromEntries(
    Object.entries(schema.shape.data.shape).map(([field, field_]) => {
      const privacy = privacyOf(field_ as z.ZodType);
      if (privacy === undefined) throw new Error(`${type}: field "${field}" has no privacy class`);
      return [field, privacy];
    }),
  );
};

/** The service that owns a fact: the first word of its type. */
export const ownerOf = (type: string): string => type.slice(0, type.indexOf('.'));

/** Topic of a service's facts, in one generation. */
export const topicOf = (service: string, generation = 1): string => `${service}.events.g${generation}`;
