import { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { CohortId, ImportId, Instant, Side } from '@telemachy/contracts';
import { bySomeone, Answer, Asked, notFound, OneQuery, Operation, type Access } from '@telemachy/service-shell';
import { z } from 'zod';
import { IMPORT_PROBLEMS, IMPORTS, type AllImportProblems, type Imports } from '../../tokens.ts';
import type { ImportDocument } from './imports.projection.ts';
import { csvLines } from './problems-csv.ts';
import { wordsOf } from './problem-words.ts';

const count = z.int().nonnegative();
const Problem = z.object({
  row: z.int().describe('From 1 for the first below the header; 0 is the header'),
  column: z.string().optional(),
  reason: z.string(),
  text: z.string(),
});
const ImportView = z
  .object({
    importId: ImportId,
    cohortId: CohortId,
    version: z.int(),
    role: Side,
    state: z.enum(['running', 'completed', 'failed']),
    bytes: count,
    counts: z.object({
      rows: count,
      created: count,
      changed: count,
      unchanged: count.describe('Nothing that is shown is another; sensitive answers may be, which is told to nobody'),
      rejected: count,
    }),
    problems: z.array(Problem).describe('The first 100; all of them as CSV at /problems.csv'),
    fault: Problem.extend({
      columns: z.array(z.string()).optional().describe('All of them, where more than one is to blame'),
    })
      .optional()
      .describe('Why the file as a whole could not be read; rows that came in before it are in `counts`'),
    requestedAt: Instant,
    endedAt: Instant.optional(),
  })
  .meta({ id: 'Import' });

const viewOf = ({ problems, fault, ...document }: ImportDocument) =>
  ImportView.parse({
    ...document,
    problems: problems.map((problem) => ({ ...problem, text: wordsOf(problem.reason) })),
    ...(fault === undefined ? {} : { fault: { ...fault, text: wordsOf(fault.reason, fault.columns) } }),
  });

@Controller('v1/imports')
export class ImportsController {
  constructor(
    @Inject(IMPORTS) private readonly imports: Imports,
    @Inject(IMPORT_PROBLEMS) private readonly problems: AllImportProblems,
  ) {}

  @Get(':id')
  @Operation('read-import', { summary: 'How far an import is, and what it could not take', answer: ImportView })
  async readImport(
    @Param('id', { schema: ImportId }) importId: ImportId,
    @Query({ schema: OneQuery }) { atLeast }: OneQuery,
    @Asked() access: Access,
  ): Promise<Answer> {
    const found = await this.imports.find(access.caller.tenant, importId, bySomeone, atLeast);
    if (found === undefined) throw notFound();
    return new Answer(200, viewOf(found), { etag: `"${found.version}"` });
  }

  @Get(':id/problems.csv')
  @Operation('read-import-problems', {
    heavy: true,
    summary: 'Every row that was not taken: row, column, reason',
    produces: 'text/csv',
  })
  async readProblems(@Param('id', { schema: ImportId }) importId: ImportId, @Asked() access: Access): Promise<Answer> {
    const { tenant } = access.caller;
    const found = await this.imports.find(tenant, importId, bySomeone);
    if (found === undefined) throw notFound();
    return new Answer(200, Readable.from(csvLines(this.problems, tenant, found)), {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="problems-${importId}.csv"`,
    });
  }
}
