import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';

/** The people of one file. */
export type People = {
  readonly file: string;
  readonly csv: Buffer;
  /** In lower case, each once; by these they sign in. */
  readonly emails: readonly string[];
};
type Column = { readonly column: string; readonly to: string };

/**
 * Reads who stands in a CSV file. Rows with faults of their own are left to the import, which names each.
 *
 * @returns the people, or in words what keeps the whole file from being imported, with the line where it is one
 */
export const peopleOf = (
  csv: Buffer,
  columns: readonly Column[],
): Pick<People, 'csv' | 'emails'> | { readonly fault: string } => {
  if (!isUtf8(csv)) return { fault: `line ${firstBrokenLine(csv)} is not UTF-8 text` };
  const email = columns.find(({ to }) => to === 'email')?.column;
  if (email === undefined) return { fault: 'its mapping leads no column to email, so nobody of it could sign in' };
  const rows = rowsOf(csv);
  if ('fault' in rows) return rows;
  const [header, ...others] = rows;
  if (header === undefined) return { fault: 'it is empty' };
  const names = header.map(plain);
  const missing = columns.map(({ column }) => column).filter((column) => !names.includes(plain(column)));
  if (missing.length > 0)
    return { fault: `its header (line 1) lacks ${missing.map((name) => `"${name}"`).join(', ')}` };
  if (others.length === 0) return { fault: 'it has a header and nobody below it' };
  const at = names.indexOf(plain(email));
  const emails = others.map((row) => (row[at] ?? '').trim().toLowerCase()).filter((text) => text !== '');
  if (emails.length === 0) return { fault: `no row has anything in the column "${email}"` };
  return { csv, emails: [...new Set(emails)] };
};

const firstBrokenLine = (csv: Buffer): number => {
  for (let line = 1, from = 0; ; line += 1) {
    const end = csv.indexOf('\n', from);
    if (!isUtf8(csv.subarray(from, end < 0 ? undefined : end))) return line;
    from = end + 1;
  }
};

/** The one that parts the header into the most names, as the import has it. */
const delimiterOf = (csv: Buffer): string => {
  const header = csv.toString('utf8').split(/[\r\n]/, 1)[0] ?? '';
  const names = (delimiter: string) => header.replaceAll(/"[^"]*"/g, '').split(delimiter).length;
  return [',', ';', '\t', '|'].reduce((best, delimiter) => (names(delimiter) > names(best) ? delimiter : best));
};

const rowsOf = (csv: Buffer): string[][] | { readonly fault: string } => {
  try {
    return parse(csv, {
      bom: true,
      delimiter: delimiterOf(csv),
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { lines?: number };
    return { fault: `line ${lines ?? '?'} breaks the rules of CSV: ${error.message}` };
  }
};

/** Names of columns are told apart without regard to case, as the import does. */
const plain = (name: string): string => name.normalize('NFC').trim().toLowerCase();
