import { z } from 'zod';
import { fact, Instant, LocalDate } from '../fact.ts';
import { CohortId, MatchRunId, ProgramId, Side } from '../ids.ts';
import { internal, open } from '../privacy.ts';

/** How one CSV column becomes an attribute. `to` is `email`, `employeeId`, `givenName`, `familyName`, `capacity`, `manager` or any attribute name. */
export const ColumnMapping = z.object({
  columns: z.array(
    z.object({
      column: z.string().min(1),
      to: z.string().min(1),
      /** Splits a cell into a list. */
      separator: z.string().min(1).optional(),
      /** HR facts are fed by the organization, answers are the person's own; a sensitive answer is read by a match run and its author alone. */
      as: z.enum(['hr', 'answer', 'sensitive']),
    }),
  ),
  defaults: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type ColumnMapping = z.infer<typeof ColumnMapping>;

export const ProgramDrafted = fact('matching.program-drafted.v1', {
  programId: open(ProgramId),
  name: open(z.string().min(1)),
  purpose: open(z.string()),
  draftedAt: internal(Instant),
});
/** The matching policy (hard rules, weighted criteria, ladders) as the engine reads it; each change is the next `policyVersion`. */
export const ProgramRulesChanged = fact('matching.program-rules-changed.v1', {
  programId: open(ProgramId),
  policyVersion: internal(z.int().positive()),
  policy: internal(z.record(z.string(), z.unknown())),
  changedAt: internal(Instant),
});
export const ProgramMappingChanged = fact('matching.program-mapping-changed.v1', {
  programId: open(ProgramId),
  role: internal(Side),
  mapping: internal(ColumnMapping),
  changedAt: internal(Instant),
});
/** The terms of `AgreementTerms`, with how long and how often. */
export const AgreementTemplate = z.object({
  purpose: z.string().max(2000),
  scopeIn: z.string().max(2000),
  scopeOut: z.string().max(2000),
  lengthWeeks: z.int().positive(),
  cadence: z.string().max(200),
  medium: z.string().max(200),
  boundaries: z.string().max(2000),
  confidentiality: z.string().max(2000),
});
export type AgreementTemplate = z.infer<typeof AgreementTemplate>;
/** What both sides of every mentorship of the program are asked to sign; each change is the next `templateVersion`. */
export const AgreementTemplateChanged = fact('matching.program-agreement-template-changed.v1', {
  programId: open(ProgramId),
  templateVersion: internal(z.int().positive()),
  template: internal(AgreementTemplate),
  changedAt: internal(Instant),
});

export const CohortDrafted = fact('matching.cohort-drafted.v1', {
  cohortId: open(CohortId),
  programId: open(ProgramId),
  name: open(z.string().min(1)),
  startsOn: internal(LocalDate),
  endsOn: internal(LocalDate),
  draftedAt: internal(Instant),
});
const moved = { cohortId: open(CohortId), at: internal(Instant) };
export const RegistrationOpened = fact('matching.cohort-registration-opened.v1', moved);
export const RegistrationClosed = fact('matching.cohort-registration-closed.v1', moved);
export const CohortLaunched = fact('matching.cohort-launched.v1', {
  ...moved,
  matchRunId: open(MatchRunId),
});
export const CohortClosed = fact('matching.cohort-closed.v1', moved);
export const CohortCancelled = fact('matching.cohort-cancelled.v1', moved);

export const ProgramFact = z.discriminatedUnion('type', [
  ProgramDrafted,
  ProgramRulesChanged,
  ProgramMappingChanged,
  AgreementTemplateChanged,
]);
export type ProgramFact = z.infer<typeof ProgramFact>;
export const CohortFact = z.discriminatedUnion('type', [
  CohortDrafted,
  RegistrationOpened,
  RegistrationClosed,
  CohortLaunched,
  CohortClosed,
  CohortCancelled,
]);
export type CohortFact = z.infer<typeof CohortFact>;
