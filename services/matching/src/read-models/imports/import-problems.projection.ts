import type { ImportId } from '@telemachy/contracts';
import type { ImportFact, RowProblem } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

/** The problems of one stretch of rows. */
export type ImportProblems = { readonly importId: ImportId; readonly problems: readonly RowProblem[] };

type RowsAccepted = Extract<ImportFact, { type: 'matching.import-rows-accepted.v1' }>;

/** Every row that was not taken. One document per stretch, in the order of the file, so that a million of them are as easy as one. */
export const importProblems: Projection<ImportProblems, RowsAccepted> = {
  name: 'import-problems',
  version: 1,
  hears: ['matching.import-rows-accepted.v1'],
  keyOf: ({ event: { data } }) =>
    data.problems.length === 0 ? undefined : `${data.importId}|${String(data.lastRow).padStart(10, '0')}`,
  apply: (_, { event: { data } }) => ({ importId: data.importId, problems: data.problems }),
};
