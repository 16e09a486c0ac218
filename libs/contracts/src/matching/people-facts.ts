import { z } from 'zod';
import { fact, Instant } from '../fact.ts';
import { CohortId, EnrolmentId, ImportId, PersonId, Side } from '../ids.ts';
import { internal, open, personal, privateToPerson } from '../privacy.ts';
import type { Readable, Stored } from '../sealed.ts';
import { ColumnMapping } from './program-facts.ts';

export const AttributeValue = z.union([z.string(), z.number(), z.array(z.string())]);
export const Attributes = z.record(z.string(), AttributeValue);
export type Attributes = z.infer<typeof Attributes>;

const ImportCounts = z.object({
  rows: z.int().nonnegative(),
  created: z.int().nonnegative(),
  changed: z.int().nonnegative(),
  unchanged: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
});
export type ImportCounts = z.infer<typeof ImportCounts>;
/** Row counts from 1 for the first line after the header; the rejected value itself is never kept. */
const RowProblem = z.object({ row: z.int().nonnegative(), column: z.string(), reason: z.string() });
export type RowProblem = z.infer<typeof RowProblem>;

export const ImportRequested = fact('matching.import-requested.v1', {
  importId: open(ImportId),
  cohortId: open(CohortId),
  role: internal(Side),
  /** SHA-256 of the file's bytes, hex. */
  contentHash: internal(z.string()),
  bytes: internal(z.int().nonnegative()),
  /** Where the raw file lies until the import has ended. */
  uploadId: internal(z.uuid()),
  /** How the file is read: its header's names in order, what separates them, and where the first row begins. */
  layout: internal(
    z.object({ columns: z.array(z.string()), delimiter: z.string().length(1), firstByte: z.int().nonnegative() }),
  ),
  mapping: internal(ColumnMapping),
  requestedAt: internal(Instant),
});
/** One stretch of the file, in order; its end is where a crashed import goes on. */
export const ImportRowsAccepted = fact('matching.import-rows-accepted.v1', {
  importId: open(ImportId),
  lastRow: internal(z.int().nonnegative()),
  /** Byte at which the next row begins. */
  nextByte: internal(z.int().nonnegative()),
  /** Of the whole import so far. */
  counts: internal(ImportCounts),
  problems: internal(z.array(RowProblem)),
  acceptedAt: internal(Instant),
});
export const ImportCompleted = fact('matching.import-completed.v1', {
  importId: open(ImportId),
  counts: internal(ImportCounts),
  completedAt: internal(Instant),
});
/**
 * The file cannot be read as a whole (row 0 is the header), and nobody was imported; or its work stopped on our side before the row, and the rows
 * before it are in.
 */
export const ImportFailed = fact('matching.import-failed.v1', {
  importId: open(ImportId),
  reason: internal(z.string()),
  row: internal(z.int().nonnegative()),
  column: internal(z.string().optional()),
  /** Where more than one column is to blame: all of them, `column` first. */
  columns: internal(z.array(z.string()).optional()),
  failedAt: internal(Instant),
});

/** What the organization's HR system says of a person. */
export const HrFacts = z.object({
  email: z.email().optional(),
  employeeId: z.string().optional(),
  givenName: z.string(),
  familyName: z.string(),
  attributes: Attributes,
});
export type HrFacts = z.infer<typeof HrFacts>;
const hrFacts = {
  personId: open(PersonId),
  /** Keyed hashes of e-mail and employee id, by which a signed-in subject is found; they tell nothing without the organization's secret. */
  signInKeys: internal(z.array(z.string())),
  /** Keyed hash of the manager's natural key, where known. */
  managerKey: internal(z.string().optional()),
  hr: personal('personId', HrFacts),
};
export const PersonImported = fact('matching.person-imported.v1', { ...hrFacts, importedAt: internal(Instant) });
export const HrFactsChanged = fact('matching.person-hr-facts-changed.v1', { ...hrFacts, changedAt: internal(Instant) });
const whoMayAct = { personId: open(PersonId), signInKeys: hrFacts.signInKeys };
/** They left the organization: whoever signs in by one of these keys may do nothing any more. */
export const PersonLeft = fact('matching.person-left.v1', { ...whoMayAct, leftAt: internal(Instant) });
/** They are back, and may act as before. */
export const PersonReturned = fact('matching.person-returned.v1', { ...whoMayAct, returnedAt: internal(Instant) });

const applied = {
  enrolmentId: open(EnrolmentId),
  cohortId: open(CohortId),
  personId: open(PersonId),
  role: internal(Side),
  /** How many mentees a mentor takes; 1 for a mentee. */
  capacity: internal(z.int().nonnegative()),
  answers: personal('personId', Attributes),
  /** Read by a match run, and shown to their author alone. */
  sensitiveAnswers: privateToPerson('personId', Attributes),
};
/** A person takes part in a cohort in this role; a second fact with the other role makes it both. */
export const EnrolmentApplied = fact('matching.enrolment-applied.v1', { ...applied, appliedAt: internal(Instant) });
export const EnrolmentAnswered = fact('matching.enrolment-answered.v1', {
  ...applied,
  /** Nothing that coordinators see changed: it is counted nowhere. */
  onlySensitive: internal(z.boolean().optional()),
  answeredAt: internal(Instant),
});
export const EnrolmentWithdrawn = fact('matching.enrolment-withdrawn.v1', {
  enrolmentId: open(EnrolmentId),
  cohortId: open(CohortId),
  personId: open(PersonId),
  withdrawnAt: internal(Instant),
});

export const ImportFact = z.discriminatedUnion('type', [
  ImportRequested,
  ImportRowsAccepted,
  ImportCompleted,
  ImportFailed,
]);
export type ImportFact = z.infer<typeof ImportFact>;
export const PersonFact = z.discriminatedUnion('type', [PersonImported, HrFactsChanged]);
export type PersonFact = z.infer<typeof PersonFact>;
/** As it is stored and sent. */
export type StoredPersonFact = Stored<(typeof PersonFact)['options'][number]>;
/** As somebody folds it to whom its words may be open. */
export type ReadablePersonFact = Readable<(typeof PersonFact)['options'][number]>;
/** Whether somebody is still of the organization; in the same stream as what HR says of them. */
export const LeaverFact = z.discriminatedUnion('type', [PersonLeft, PersonReturned]);
export type LeaverFact = z.infer<typeof LeaverFact>;
export const EnrolmentFact = z.discriminatedUnion('type', [EnrolmentApplied, EnrolmentAnswered, EnrolmentWithdrawn]);
export type EnrolmentFact = z.infer<typeof EnrolmentFact>;
/** As it is stored and sent. */
export type StoredEnrolmentFact = Stored<(typeof EnrolmentFact)['options'][number]>;
/** As somebody folds it to whom its words may be open. */
export type ReadableEnrolmentFact = Readable<(typeof EnrolmentFact)['options'][number]>;
