import type { CohortId, ImportId, Side } from '@telemachy/contracts';
import type { ColumnMapping, ImportCounts, ImportFact, RowProblem } from '@telemachy/contracts/matching';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';

/** How a file is read: the names of its columns in order, what separates them, and the byte at which its first row begins. */
export type FileLayout = {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly firstByte: number;
};
/** What is wrong with a file as a whole. Row 0 is the header. */
export type FileFault = {
  readonly reason: string;
  readonly row: number;
  readonly column?: string;
  /** Where more than one column is to blame: all of them. */
  readonly columns?: readonly string[];
};

export type RequestImport = {
  readonly type: 'request-import';
  readonly importId: ImportId;
  readonly cohortId: CohortId;
  readonly role: Side;
  readonly contentHash: string;
  readonly bytes: number;
  readonly uploadId: string;
  readonly layout: FileLayout;
  readonly mapping: ColumnMapping;
  /** Whether people may be imported into the cohort now. */
  readonly registrationOpen: boolean;
  /** Found while the file came in: nobody of it is imported. */
  readonly fault?: FileFault;
  readonly at: string;
};
/** A stretch of rows that follows the row `after`; `counts` are of this stretch alone. */
export type AcceptRows = {
  readonly type: 'accept-rows';
  readonly after: number;
  readonly lastRow: number;
  readonly nextByte: number;
  readonly counts: ImportCounts;
  readonly problems: readonly RowProblem[];
  /** The file ends here. */
  readonly last: boolean;
  readonly at: string;
};
export type FailImport = { readonly type: 'fail-import'; readonly fault: FileFault; readonly at: string };
export type ImportCommand = RequestImport | AcceptRows | FailImport;

export type ImportRefusal =
  | 'import-not-requested'
  | 'import-already-requested'
  | 'registration-not-open'
  | 'import-over'
  | 'rows-missing';

export type RequestedImport = Omit<RequestImport, 'type' | 'registrationOpen' | 'fault' | 'at'> & {
  readonly status: 'running' | 'completed' | 'failed';
  readonly lastRow: number;
  readonly nextByte: number;
  readonly counts: ImportCounts;
};
export type Import = { readonly status: 'none' } | RequestedImport;

const none: ImportCounts = { rows: 0, created: 0, changed: 0, unchanged: 0, rejected: 0 };
const plus = (one: ImportCounts, other: ImportCounts): ImportCounts => ({
  rows: one.rows + other.rows,
  created: one.created + other.created,
  changed: one.changed + other.changed,
  unchanged: one.unchanged + other.unchanged,
  rejected: one.rejected + other.rejected,
});

const failed = (importId: ImportId, { columns, ...fault }: FileFault, at: string) => {
  const all = columns === undefined ? {} : { columns: [...columns] };
  return { type: 'matching.import-failed.v1', data: { importId, ...fault, ...all, failedAt: at } } as const;
};

const request = (command: RequestImport, state: Import) => {
  const { type: _type, registrationOpen, fault, at, layout, ...file } = command;
  if (state.status !== 'none') {
    return state.contentHash === command.contentHash ? accept() : refuse('import-already-requested');
  }
  if (!registrationOpen) return refuse('registration-not-open');
  const data = { ...file, layout: { ...layout, columns: [...layout.columns] }, requestedAt: at };
  const requested = { type: 'matching.import-requested.v1', data } as const;
  return fault === undefined ? accept(requested) : accept(requested, failed(command.importId, fault, at));
};

const acceptRows = (command: AcceptRows, state: RequestedImport) => {
  const { after, lastRow, nextByte, problems, last, at } = command;
  // A stretch that was done before a crash, and done again after it.
  if (after < state.lastRow || state.status === 'completed') return accept();
  if (state.status === 'failed') return refuse('import-over');
  if (after > state.lastRow) return refuse('rows-missing');
  const { importId } = state;
  const counts = plus(state.counts, command.counts);
  const data = { importId, lastRow, nextByte, counts, problems: [...problems], acceptedAt: at };
  const rows = { type: 'matching.import-rows-accepted.v1', data } as const;
  const completed = { type: 'matching.import-completed.v1', data: { importId, counts, completedAt: at } } as const;
  if (!last) return accept(rows);
  return lastRow === after ? accept(completed) : accept(rows, completed);
};

/** One CSV file on its way in: stretch by stretch, so that a crash costs one stretch. */
export const peopleImport: Decider<Import, ImportCommand, ImportFact, ImportRefusal> = {
  initial: { status: 'none' },

  decide: (command, state) => {
    if (command.type === 'request-import') return request(command, state);
    if (state.status === 'none') return refuse('import-not-requested');
    switch (command.type) {
      case 'accept-rows':
        return acceptRows(command, state);
      case 'fail-import':
        if (state.status === 'completed') return refuse('import-over');
        return state.status === 'failed' ? accept() : accept(failed(state.importId, command.fault, command.at));
    }
  },

  evolve: (state, event) => {
    if (event.type === 'matching.import-requested.v1') {
      const { requestedAt: _at, ...requested } = event.data;
      return { ...requested, status: 'running', lastRow: 0, nextByte: requested.layout.firstByte, counts: none };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'matching.import-rows-accepted.v1': {
        const { lastRow, nextByte, counts } = event.data;
        return { ...state, lastRow, nextByte, counts };
      }
      case 'matching.import-completed.v1':
        return { ...state, status: 'completed' };
      case 'matching.import-failed.v1':
        return { ...state, status: 'failed' };
    }
  },
};
