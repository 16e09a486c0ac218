import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ProgramId } from '@telemachy/contracts';
import { AgreementTemplate, ColumnMapping } from '@telemachy/contracts/matching';
import {
  bySomeone,
  Answer,
  Asked,
  notFound,
  OneQuery,
  Operation,
  pageOf,
  PageQuery,
  type Access,
  type Page,
} from '@telemachy/service-shell';
import { z } from 'zod';
import { PROGRAMS, type Programs } from '../../tokens.ts';

const ProgramView = z
  .object({
    programId: ProgramId,
    version: z.int(),
    name: z.string(),
    purpose: z.string(),
    policyVersion: z.int().describe('0: no rules yet'),
    policy: z.record(z.string(), z.unknown()).optional(),
    mappings: z.object({ mentor: ColumnMapping.optional(), mentee: ColumnMapping.optional() }),
    templateVersion: z.int(),
    agreementTemplate: AgreementTemplate.optional(),
  })
  .meta({ id: 'Program' });
type ProgramView = z.infer<typeof ProgramView>;
type PageQuery = z.infer<typeof PageQuery>;

@Controller('v1/programs')
export class ProgramsController {
  constructor(@Inject(PROGRAMS) private readonly programs: Programs) {}

  @Get(':id')
  @Operation('read-program', { summary: 'A program with its rules, mappings and agreement', answer: ProgramView })
  async readProgram(
    @Param('id', { schema: ProgramId }) programId: ProgramId,
    @Query({ schema: OneQuery }) { atLeast }: OneQuery,
    @Asked() access: Access,
  ): Promise<Answer> {
    const program = await this.programs.find(access.caller.tenant, programId, bySomeone, atLeast);
    if (program === undefined) throw notFound();
    return new Answer(200, ProgramView.parse(program), { etag: `"${program.version}"` });
  }

  @Get()
  @Operation('list-programs', { summary: 'The programs of the organization', answer: pageOf(ProgramView) })
  async listPrograms(
    @Query({ schema: PageQuery }) page: PageQuery,
    @Asked() access: Access,
  ): Promise<Page<ProgramView>> {
    const { items, ...rest } = await this.programs.page(access.caller.tenant, {}, page);
    return { items: items.map((program) => ProgramView.parse(program)), ...rest };
  }
}
