import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ProgramId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { PROGRAM_STREAMS, type ProgramStreams } from '../../tokens.ts';
import { AgreementBody, TermsBody } from '../agreement-body.ts';

const ChangeAgreementTemplate = z
  .strictObject({ template: z.strictObject({ ...TermsBody, ...AgreementBody }) })
  .meta({ id: 'ChangeAgreementTemplate' });
type ChangeAgreementTemplate = z.infer<typeof ChangeAgreementTemplate>;

@Controller('v1/programs')
export class ChangeAgreementTemplateController {
  constructor(@Inject(PROGRAM_STREAMS) private readonly programs: ProgramStreams) {}

  @Post(':id/change-agreement-template')
  @Operation('change-agreement-template', {
    summary: 'Say what both people of every new mentorship are asked to sign',
    example: {
      template: {
        purpose: 'The mentee takes the next step with somebody who has taken it.',
        scopeIn: 'Career, skills, how things work here.',
        scopeOut: 'Line management, appraisals.',
        lengthWeeks: 26,
        cadence: 'one hour every two weeks',
        medium: 'video, in person where it fits',
        boundaries: 'Messages are answered within two working days.',
        confidentiality: 'What is said stays between the two, unless somebody is in danger.',
      },
    },
  })
  async changeAgreementTemplate(
    @Param('id', { schema: ProgramId }) programId: ProgramId,
    @Body({ schema: ChangeAgreementTemplate }) { template }: ChangeAgreementTemplate,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.programs.perform(context, {
      id: programId,
      command: { type: 'change-agreement-template', template, at: context.at },
      answer: (_, state) => (state.status === 'none' ? {} : { templateVersion: state.templateVersion }),
    });
  }
}
