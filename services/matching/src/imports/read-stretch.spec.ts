import { describe, expect, it } from '@jest/globals';
import type { ColumnMapping } from '@telemachy/contracts/matching';
import * as fc from 'fast-check';
import { FileInspector } from './inspect-file.ts';
import { readStretch } from './read-stretch.ts';

const mapping: ColumnMapping = { columns: [{ column: 'a', to: 'email', as: 'hr' }] };

const sliced = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
async function* from(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  yield* sliced(bytes, size);
}

const inspect = async (bytes: Buffer, size: number) => {
  const inspector = new FileInspector(mapping);
  for (const slice of sliced(bytes, size)) await inspector.write(slice);
  return inspector.end();
};

const readAll = async (bytes: Buffer, { size, rows }: { size: number; rows: number }) => {
  const { layout, fault } = await inspect(bytes, size);
  expect(fault).toBeUndefined();
  const read: (readonly string[])[] = [];
  for (let at = layout.firstByte, last = false; !last;) {
    const stretch = await readStretch(from(bytes.subarray(at), size), layout, { fromByte: at, rows });
    read.push(...stretch.rows);
    last = stretch.last;
    at = stretch.nextByte;
  }
  return read;
};

const cell = fc.string({
  unit: fc.constantFrom('x', 'ü', '😀', ',', ';', '"', '\n', '\r\n', '=', ' '),
  minLength: 0,
  maxLength: 8,
});
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe('reading a file in stretches', () => {
  it('gives the same rows however it is sliced and wherever it goes on', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.record({ size: fc.integer({ min: 1, max: 40 }), rows: fc.integer({ min: 1, max: 7 }) }),
        fc.boolean(),
        async (cells, lineBreak, how, marked) => {
          const rows = cells.map(([one, other]) => [`k${one}`, other]);
          const lines = [['a', 'b'], ...rows].map((row) => row.map(quoted).join(','));
          const bytes = Buffer.from(`${marked ? '\ufeff' : ''}${lines.join(lineBreak)}`);
          expect(await readAll(bytes, how)).toEqual(rows);
        },
      ),
      { numRuns: 300 },
    ));

  it('says that nothing follows when the file ends with empty lines', async () => {
    const bytes = Buffer.from('a,b\n1,2\n\n,\n\n');
    expect(await readAll(bytes, { size: 3, rows: 1 })).toEqual([['1', '2']]);
  });
});
