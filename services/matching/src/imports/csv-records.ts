import { isUtf8 } from 'node:buffer';
import { finished } from 'node:stream/promises';
import { parse } from 'csv-parse';

/** One record of a CSV file; its cells are still bytes, one per character (Latin-1), so that a place in the text is a place in the file. */
export type CsvRecord = {
  readonly cells: readonly string[];
  /** Byte after the record and its line break, from where reading began. */
  readonly end: number;
};

/** Takes the bytes of a CSV file in any slices. */
export type CsvReader = {
  /** @throws CsvError where the quotes do not close; whatever the visitor throws */
  readonly write: (slice: Buffer) => Promise<void>;
  readonly end: () => Promise<void>;
};

/**
 * Reads CSV as RFC 4180 has it, with any line break, and leaves out empty lines and records of empty cells.
 * @param visit sees each record while the slice that completes it is written
 */
export const csvReader = (delimiter: string, visit: (record: CsvRecord) => void): CsvReader => {
  const parser = parse({
    delimiter,
    encoding: 'latin1',
    // Named, so that reading from the middle breaks lines as reading from the start.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    on_record: (cells: string[], { bytes }) => {
      visit({ cells, end: bytes });
      return null;
    },
  });
  // An error reaches whoever writes; without a listener it would end the process as well.
  parser.on('error', () => {});
  parser.resume();
  return {
    write: (slice) =>
      new Promise((resolve, reject) => {
        parser.write(slice, (error) => (error ? reject(error) : resolve()));
      }),
    end: () => {
      parser.end();
      return finished(parser);
    },
  };
};

const plain = /^[\0-\u007f]*$/;

/** A cell's text; `undefined` where its bytes are not UTF-8. */
export const textOf = (cell: string): string | undefined => {
  if (plain.test(cell)) return cell;
  const bytes = Buffer.from(cell, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
};
