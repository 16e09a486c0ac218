import { describe, expect, it } from '@jest/globals';
import type { ImportId } from '@telemachy/contracts';
import type { RowProblem } from '@telemachy/contracts/matching';
import { csvLines } from './problems-csv.ts';

const importId = 'i' as ImportId;
/** A read model of stretches, one a page. */
const stretches = (...all: RowProblem[][]) => ({
  page: async (_tenant: string, _where: object, { cursor = '0' }: { cursor?: string | undefined }) => ({
    items: [{ importId, problems: all[Number(cursor)] ?? [] }],
    ...(Number(cursor) + 1 < all.length ? { next: String(Number(cursor) + 1) } : {}),
  }),
});
const written = async (problems: RowProblem[][], fault?: Parameters<typeof csvLines>[2]['fault']) => {
  const lines: string[] = [];
  const document = { importId, ...(fault === undefined ? {} : { fault }) } as Parameters<typeof csvLines>[2];
  for await (const line of csvLines(stretches(...problems), 'acme', document)) lines.push(line);
  return lines.join('').split('\r\n');
};
const problem = (row: number, column: string, reason = 'not-an-email'): RowProblem => ({ row, column, reason });

describe('the problems of an import as CSV', () => {
  it('are all of them, stretch by stretch, in words', async () => {
    expect(await written([[problem(1, 'e-mail')], [problem(201, 'e-mail', 'duplicate-of-row-1')]])).toEqual([
      'row,column,reason,text',
      '1,"e-mail",not-an-email,"This is not an e-mail address."',
      '201,"e-mail",duplicate-of-row-1,"The same person stands in row 1."',
      '',
    ]);
  });

  it('begin with what is wrong with the file as a whole', async () => {
    expect((await written([[]], { reason: 'missing-column', row: 0, column: 'grade' }))[1]).toBe(
      '0,"grade",missing-column,"The header does not have this column."',
    );
    const columns = ['grade', 'trade'];
    expect((await written([[]], { reason: 'missing-column', row: 0, column: 'grade', columns }))[1]).toBe(
      '0,"grade",missing-column,"The header does not have these columns: ""grade"", ""trade""."',
    );
  });

  it.each(['=cmd()', '+1', '-1', '@SUM(A1)', '\tx'])(
    'let no spreadsheet compute a column that is called %j',
    async (column) => {
      expect((await written([[problem(1, column)]]))[1]).toMatch(`1,"'${column}",not-an-email,`);
    },
  );

  it('quote what is quoted', async () => {
    expect((await written([[problem(1, 'the "mail", if any')]]))[1]).toMatch('1,"the ""mail"", if any",not-an-email,');
  });
});
