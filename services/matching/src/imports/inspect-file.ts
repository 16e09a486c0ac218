import { CsvError } from 'csv-parse';
import type { ColumnMapping } from '@telemachy/contracts/matching';
import type { FileFault, FileLayout } from '../domain/import.ts';
import { indexOfColumn } from '../domain/person-row.ts';
import { csvReader, textOf, type CsvReader, type CsvRecord } from './csv-records.ts';
import { fileHeadOf, type FileHead } from './file-head.ts';

/** A row that is longer is not a person: most often a quote that never closes. */
const longestRow = 1024 * 1024;
/** Wider than any file that people keep; its names are kept with the import. */
const mostColumns = 2000;
const longestHeader = 100_000;

export type Inspection = { readonly layout: FileLayout; readonly fault: FileFault | undefined };

class FaultFound extends Error {
  readonly fault: FileFault;
  constructor(fault: FileFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/**
 * Looks at a file while it comes in, slice by slice, and says how it is read and what is wrong with it as a whole.
 * Memory stays below a few MiB whatever comes.
 */
export class FileInspector {
  readonly #mapping: ColumnMapping;
  #head: Buffer | undefined = Buffer.alloc(0);
  #reader: CsvReader | undefined;
  #layout: FileLayout = { columns: [], delimiter: ',', firstByte: 0 };
  #fault: FileFault | undefined;
  /** Bytes before the first that the reader saw, and all that came. */
  #skipped = 0;
  #bytes = 0;
  #recordEnd = 0;
  #rows = -1;

  constructor(mapping: ColumnMapping) {
    this.#mapping = mapping;
  }

  /** Whether the file is at fault already: what follows is not looked at. */
  get faulty(): boolean {
    return this.#fault !== undefined;
  }

  async write(slice: Buffer): Promise<void> {
    if (this.#fault !== undefined) return;
    this.#bytes += slice.length;
    if (this.#head === undefined) return this.#read(slice);
    this.#head = Buffer.concat([this.#head, slice]);
    const head = fileHeadOf(this.#head, this.#mapping, this.#head.length > longestRow);
    if (head !== undefined) await this.#begin(head);
  }

  async end(): Promise<Inspection> {
    if (this.#head !== undefined) {
      const head = fileHeadOf(this.#head, this.#mapping, true);
      if (head !== undefined) await this.#begin(head);
    }
    await this.#guard(() => this.#reader?.end() ?? Promise.resolve());
    if (this.#rows === -1) this.#fault ??= { reason: 'empty-file', row: 0 };
    if (this.#rows === 0) this.#fault ??= { reason: 'no-rows', row: 0 };
    return { layout: this.#layout, fault: this.#fault };
  }

  /** The header's line is there: what comes before it and what separates is known, the rest can be read. */
  async #begin({ skipped, delimiter }: FileHead): Promise<void> {
    const head = this.#head ?? Buffer.alloc(0);
    this.#head = undefined;
    this.#skipped = skipped;
    this.#layout = { ...this.#layout, delimiter };
    this.#reader = csvReader(delimiter, (record) => this.#see(record));
    await this.#read(head.subarray(skipped));
  }

  async #read(slice: Buffer): Promise<void> {
    await this.#guard(async () => {
      await this.#reader?.write(slice);
      if (this.#bytes - this.#recordEnd > longestRow)
        throw new FaultFound({ reason: 'row-too-long', row: this.#rows + 1 });
    });
  }

  async #guard(read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      if (error instanceof FaultFound) this.#fault ??= error.fault;
      else if (error instanceof CsvError) this.#fault ??= { reason: reasonOf(error), row: this.#rows + 1 };
      else throw error;
    }
  }

  #see({ cells, end }: CsvRecord): void {
    const row = this.#rows + 1;
    this.#recordEnd = this.#skipped + end;
    const texts = cells.map(textOf);
    const broken = texts.indexOf(undefined);
    const column = this.#layout.columns[broken];
    if (broken >= 0) {
      throw new FaultFound({ reason: 'not-utf-8', row, ...(column === undefined ? {} : { column }) });
    }
    if (row === 0) this.#readHeader(texts.map((text) => (text ?? '').trim()));
    this.#rows = row;
  }

  #readHeader(columns: readonly string[]): void {
    const length = columns.reduce((sum, { length: one }) => sum + one, 0);
    if (columns.length > mostColumns || length > longestHeader)
      throw new FaultFound({ reason: 'header-too-long', row: 0 });
    this.#layout = { ...this.#layout, columns, firstByte: this.#recordEnd };
    const wanted = [...new Set(this.#mapping.columns.map(({ column }) => column))];
    const missing = wanted.filter((column) => indexOfColumn(columns, column) < 0);
    const [column] = missing;
    if (column !== undefined) {
      const all = missing.length > 1 ? { columns: missing } : {};
      throw new FaultFound({ reason: 'missing-column', row: 0, column, ...all });
    }
    for (const column of wanted) {
      const at = indexOfColumn(columns, column);
      if (indexOfColumn(columns.slice(at + 1), column) >= 0) {
        throw new FaultFound({ reason: 'column-twice', row: 0, column });
      }
    }
  }
}

const reasonOf = ({ code }: CsvError): string =>
  code === 'CSV_QUOTE_NOT_CLOSED' ? 'quote-not-closed' : 'quote-misplaced';
