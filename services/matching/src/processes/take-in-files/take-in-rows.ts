import { StoreUnavailable, type CommandIdentity, type Meta } from '@telemachy/event-store';
import type { ImportId } from '@telemachy/contracts';
import type { ColumnMapping, ImportCounts, RowProblem } from '@telemachy/contracts/matching';
import type { Dispatch, Dispatched } from '@telemachy/processes';
import type { OrganizationIdentity } from '@telemachy/service-shell';
import type { AcceptRows, FailImport, RequestedImport } from '../../domain/import.ts';
import { rowReader, type PersonRow, type RowReading } from '../../domain/person-row.ts';
import { readStretch, type Stretch } from '../../imports/read-stretch.ts';
import type { RowKeys } from '../../imports/row-keys.ts';
import { duplicateOf, signInKeysOf, takeInRow, type RowOutcome } from '../../imports/take-in-row.ts';
import { UploadGone, type UploadStore } from '../../imports/upload-store.ts';
import type { Handlers } from '../../streams.ts';
import type { FileWork } from './take-in-files.process.ts';

/** As many rows as a crash can cost. Their commits share inserts, since all of them are on their way at once. */
const rowsAtOnce = 200;

export type FileWorkParts = {
  readonly handlers: Pick<Handlers, 'imports' | 'people' | 'enrolments'>;
  readonly uploads: UploadStore;
  readonly rowKeys: RowKeys;
  readonly identityOf: (tenant: string) => OrganizationIdentity;
  readonly now: () => string;
};

type Numbered = { readonly nth: number; readonly row: PersonRow };
type Taken = { readonly nth: number; readonly outcome: RowOutcome };

/** Carries a file's work out: the next stretch of its rows, or forgetting it. */
export const fileWork = (parts: FileWorkParts): Dispatch<FileWork> => {
  const { handlers, uploads, rowKeys, identityOf, now } = parts;

  const end = async (
    what: {
      readonly tenant: string;
      readonly importId: ImportId;
      readonly identity: CommandIdentity;
      readonly meta: Meta;
    },
    command: AcceptRows | FailImport,
  ): Promise<Dispatched> => {
    const { importId, ...rest } = what;
    const handled = await handlers.imports.handle({ ...rest, id: importId, command });
    if (handled.accepted) return { outcome: 'done' };
    if (handled.why === 'contended') throw new StoreUnavailable('others kept appending first');
    return { outcome: 'refused', refusal: handled.why === 'refused' ? handled.refusal : handled.why };
  };

  const takeIn = async (
    readings: readonly { readonly nth: number; readonly reading: RowReading }[],
    file: RequestedImport,
    { tenant, meta, at }: { readonly tenant: string; readonly meta: Meta; readonly at: string },
  ): Promise<readonly Taken[]> => {
    const identity = identityOf(tenant);
    const rows = readings.flatMap(({ nth, reading }): Numbered[] =>
      'row' in reading ? [{ nth, row: reading.row }] : [],
    );
    const keyed = rows.map(({ nth, row }) => ({ row: nth, keys: signInKeysOf(row, identity) }));
    const earlier = await rowKeys.earlier(tenant, file.importId, keyed);
    const take = takeInRow({ handlers, identity, file, tenant, meta, at });
    const outcomes = await Promise.all(
      rows.map(({ nth, row }) => {
        const first = earlier.get(nth);
        return first === undefined ? take(row, nth, false) : duplicateOf(first, row, identity);
      }),
    );
    const taken: Taken[] = [];
    // One after the other: what a row gives up, a later one may take.
    for (const [index, { nth, row }] of rows.entries()) {
      const outcome = outcomes[index] === 'later' ? await take(row, nth, true) : outcomes[index];
      if (outcome === undefined || outcome === 'later') throw new Error(`row ${nth} came to no outcome`);
      taken.push({ nth, outcome });
    }
    return taken;
  };

  const takeInRows: Dispatch<{ readonly importId: ImportId }> = async ({ importId }, identity, meta, tenant) => {
    const { state: file } = await handlers.imports.load(tenant, importId);
    if (file.status !== 'running') return { outcome: 'done' };
    const { uploadId, bytes, layout, mapping, role, lastRow: after, nextByte: fromByte } = file;
    const at = now();
    const what = { tenant, importId, identity, meta };
    let stretch: Stretch;
    try {
      const slices = uploads.read(tenant, uploadId, { fromByte, bytes });
      stretch = await readStretch(slices, layout, { fromByte, rows: rowsAtOnce });
    } catch (error) {
      if (!(error instanceof UploadGone)) throw error;
      return end(what, { type: 'fail-import', fault: { reason: 'file-gone', row: after + 1 }, at });
    }
    const read = rowReader(layout.columns, mapping, role);
    const readings = stretch.rows.map((cells, index) => ({ nth: after + 1 + index, reading: read(cells) }));
    const taken = await takeIn(readings, file, { tenant, meta, at });
    const { nextByte, last } = stretch;
    const lastRow = after + stretch.rows.length;
    const problems = problemsOf(readings, taken, mapping);
    const counts = countsOf(readings.length, taken);
    return end(what, { type: 'accept-rows', after, lastRow, nextByte, counts, problems, last, at });
  };

  return async (work, identity, meta, tenant) => {
    switch (work.type) {
      case 'take-in-rows':
        return takeInRows(work, identity, meta, tenant);
      case 'forget-upload': {
        const { state } = await handlers.imports.load(tenant, work.importId);
        if (state.status !== 'none') await uploads.forget(tenant, state.uploadId);
        await rowKeys.forget(tenant, work.importId);
        return { outcome: 'done' };
      }
      case 'fail': {
        const { importId } = work;
        const { state } = await handlers.imports.load(tenant, importId);
        const row = state.status === 'none' ? 0 : state.lastRow + 1;
        const fault = { reason: 'given-up', row };
        return end({ tenant, importId, identity, meta }, { type: 'fail-import', fault, at: now() });
      }
    }
  };
};

const countsOf = (rows: number, taken: readonly Taken[]): ImportCounts => {
  const count = (wanted: RowOutcome): number => taken.filter(({ outcome }) => outcome === wanted).length;
  const [created, changed, unchanged] = [count('created'), count('changed'), count('unchanged')];
  return { rows, created, changed, unchanged, rejected: rows - created - changed - unchanged };
};

/** In the order of the rows; whoever is refused as a person is named by the column to blame, else by the one that tells people apart. */
const problemsOf = (
  readings: readonly { readonly nth: number; readonly reading: RowReading }[],
  taken: readonly Taken[],
  { columns }: ColumnMapping,
): RowProblem[] => {
  const naming = columns.find(({ to }) => to === 'email' || to === 'employeeId')?.column ?? '';
  const columnOf = (field: string | undefined): string => columns.find(({ to }) => to === field)?.column ?? naming;
  return [
    ...readings.flatMap(({ nth, reading }) =>
      'row' in reading ? [] : reading.problems.map(({ column, reason }) => ({ row: nth, column, reason })),
    ),
    ...taken.flatMap(({ nth, outcome }) =>
      typeof outcome === 'string' ? [] : [{ row: nth, column: columnOf(outcome.field), reason: outcome.refused }],
    ),
  ].sort((one, other) => one.row - other.row);
};
