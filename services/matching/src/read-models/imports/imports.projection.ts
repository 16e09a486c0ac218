import type { CohortId, ImportId, Side } from '@telemachy/contracts';
import type { ImportCounts, ImportFact, RowProblem } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

/** As many problems as a page shows; all of them are in the read model `import-problems`. */
const shownProblems = 100;

export type ImportDocument = {
  readonly importId: ImportId;
  readonly cohortId: CohortId;
  readonly version: number;
  readonly role: Side;
  readonly state: 'running' | 'completed' | 'failed';
  readonly bytes: number;
  readonly counts: ImportCounts;
  readonly problems: readonly RowProblem[];
  /** Why the file as a whole could not be read, or not to its end. */
  readonly fault?: {
    readonly reason: string;
    readonly row: number;
    readonly column?: string | undefined;
    readonly columns?: readonly string[] | undefined;
  };
  readonly requestedAt: string;
  readonly endedAt?: string;
};

const noneYet: ImportCounts = { rows: 0, created: 0, changed: 0, unchanged: 0, rejected: 0 };

const changed = (
  before: ImportDocument,
  event: Exclude<ImportFact, { type: 'matching.import-requested.v1' }>,
): ImportDocument => {
  switch (event.type) {
    case 'matching.import-rows-accepted.v1': {
      const { counts, problems } = event.data;
      return { ...before, counts, problems: [...before.problems, ...problems].slice(0, shownProblems) };
    }
    case 'matching.import-completed.v1': {
      const { counts, completedAt } = event.data;
      return { ...before, state: 'completed', counts, endedAt: completedAt };
    }
    case 'matching.import-failed.v1': {
      const { importId: _id, failedAt, ...fault } = event.data;
      return { ...before, state: 'failed', fault, endedAt: failedAt };
    }
  }
};

/** How far an import is, and what it could not take. */
export const imports: Projection<ImportDocument, ImportFact> = {
  name: 'imports',
  version: 1,
  hears: [
    'matching.import-requested.v1',
    'matching.import-rows-accepted.v1',
    'matching.import-completed.v1',
    'matching.import-failed.v1',
  ],
  keyOf: ({ event }) => event.data.importId,
  apply: (before, { event, version }) => {
    if (event.type === 'matching.import-requested.v1') {
      const { importId, cohortId, role, bytes, requestedAt } = event.data;
      return { importId, cohortId, version, role, state: 'running', bytes, counts: noneYet, problems: [], requestedAt };
    }
    return before === undefined ? undefined : { ...changed(before, event), version };
  },
};
