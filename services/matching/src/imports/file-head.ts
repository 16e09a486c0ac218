import type { ColumnMapping } from '@telemachy/contracts/matching';
import { parse } from 'csv-parse/sync';
import { indexOfColumn } from '../domain/person-row.ts';
import { textOf } from './csv-records.ts';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const delimiters = [',', ';', '\t', '|'] as const;

/** What stands before a file's records, and what separates their cells. */
export type FileHead = { readonly skipped: number; readonly delimiter: string };

/**
 * Reads the beginning of a file: byte order mark, empty lines, a line `sep=;` as spreadsheets understand it, and the header's line. The delimiter is the
 * one under which most columns of the mapping are found, then the one that parts the line into the most names.
 * @param whole nothing follows the bytes
 * @returns `undefined` while the header's line is not there yet
 */
export const fileHeadOf = (bytes: Buffer, { columns }: ColumnMapping, whole: boolean): FileHead | undefined => {
  const skipped = bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
  for (const [line, at] of linesOf(bytes.toString('latin1'), skipped, whole)) {
    if (line.trim() === '') continue;
    const named = /^"?sep=([^\w\s"]|\t)"?[\r\n]*$/i.exec(line)?.[1];
    if (named !== undefined) return { skipped: at + line.length, delimiter: named };
    return { skipped, delimiter: delimiterOf(line.trimEnd(), columns) };
  }
  return whole ? { skipped, delimiter: ',' } : undefined;
};

/** Each line with its line break, and where it begins; the last one only where nothing follows. */
function* linesOf(text: string, from: number, whole: boolean): Generator<readonly [string, number]> {
  for (let at = from; at < text.length;) {
    const line = /[^\r\n]*(?:\r\n|\n|\r)?/y;
    line.lastIndex = at;
    const found = line.exec(text)?.[0] ?? '';
    if (!whole && !/[\r\n]$/.test(found)) return;
    yield [found, at];
    at += found.length;
  }
}

const delimiterOf = (header: string, columns: ColumnMapping['columns']): string => {
  const rated = delimiters.map((delimiter) => {
    const names = namesIn(header, delimiter);
    const found = columns.filter(({ column }) => indexOfColumn(names, column) >= 0).length;
    return { delimiter, found, names: names.length };
  });
  return rated.sort((one, other) => other.found - one.found || other.names - one.names)[0]?.delimiter ?? ',';
};

/** The names of a header's line under a delimiter; where its quotes do not fit, nobody knows them and only their number counts. */
const namesIn = (header: string, delimiter: string): readonly string[] => {
  try {
    const [names = []] = parse(Buffer.from(header, 'latin1'), {
      delimiter,
      encoding: 'latin1',
      relax_column_count: true,
    });
    return (names as unknown as string[]).map((name) => textOf(name) ?? '');
  } catch {
    return header
      .replaceAll(/"[^"]*"/g, '')
      .split(delimiter)
      .map(() => '');
  }
};
