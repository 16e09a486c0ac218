import type { FileLayout } from '../domain/import.ts';
import { csvReader, textOf } from './csv-records.ts';

/** Some rows of a file that was inspected, in order. */
export type Stretch = {
  readonly rows: readonly (readonly string[])[];
  /** Byte at which the next row begins. */
  readonly nextByte: number;
  /** No row follows. */
  readonly last: boolean;
};

/**
 * Reads the next rows of a file.
 * @param slices the file's bytes from `fromByte` on; no more of them are taken than needed
 */
export const readStretch = async (
  slices: AsyncIterable<Buffer>,
  { delimiter }: FileLayout,
  { fromByte, rows: wanted }: { readonly fromByte: number; readonly rows: number },
): Promise<Stretch> => {
  const rows: string[][] = [];
  let nextByte = fromByte;
  let more = false;
  const reader = csvReader(delimiter, ({ cells, end }) => {
    if (rows.length === wanted) {
      more = true;
      return;
    }
    rows.push(cells.map((cell) => textOf(cell) ?? ''));
    nextByte = fromByte + end;
  });
  for await (const slice of slices) {
    await reader.write(slice);
    if (more) return { rows, nextByte, last: false };
  }
  await reader.end();
  return { rows, nextByte, last: !more };
};
