import { Body, Controller, Inject, Post } from '@nestjs/common';
import { Line, ProgramId, Words } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { PROGRAM_STREAMS, type ProgramStreams } from '../../tokens.ts';

const DraftProgram = z
  .strictObject({ name: Line.min(1).max(200), purpose: Words.max(2000) })
  .meta({ id: 'DraftProgram' });
type DraftProgram = z.infer<typeof DraftProgram>;

@Controller('v1/programs')
export class DraftProgramController {
  constructor(@Inject(PROGRAM_STREAMS) private readonly programs: ProgramStreams) {}

  @Post()
  @Operation('draft-program', {
    summary: 'Draft a program',
    status: 201,
    example: { name: 'Reach', purpose: 'People from every grade find somebody who has gone the way before.' },
  })
  async draftProgram(
    @Body({ schema: DraftProgram }) body: DraftProgram,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const programId = ProgramId.parse(context.createdId('program'));
    return this.programs.perform(context, {
      id: programId,
      creates: true,
      command: { type: 'draft-program', programId, ...body, at: context.at },
    });
  }
}
