import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { MentorshipId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import { MENTORSHIP_STREAMS, type MentorshipStreams } from '../../tokens.ts';
import { AgreementBody, TermsBody } from '../agreement-body.ts';
import { mentorshipAnswer } from '../mentorship-answer.ts';

const ProposeAgreement = z
  .strictObject({ terms: z.strictObject(TermsBody), ...AgreementBody })
  .meta({ id: 'ProposeAgreement' });
type ProposeAgreement = z.infer<typeof ProposeAgreement>;

@Controller('v1/mentorships')
export class ProposeAgreementController {
  constructor(@Inject(MENTORSHIP_STREAMS) private readonly mentorships: MentorshipStreams) {}

  @Post(':id/propose-agreement')
  @Operation('propose-agreement', {
    summary: 'Put another agreement on the table; signatures of the one before do not count for it',
    refusals: ['mentorship-not-open', 'mentorship-active'],
    example: {
      lengthWeeks: 26,
      cadence: 'one hour every three weeks',
      terms: {
        purpose: 'Get ready to lead a team.',
        scopeIn: 'Leading, delegating.',
        scopeOut: 'Line management.',
        medium: 'video',
        boundaries: 'No calls after 18:00.',
        confidentiality: 'What is said stays between us.',
      },
    },
  })
  async proposeAgreement(
    @Param('id', { schema: MentorshipId }) mentorshipId: MentorshipId,
    @Body({ schema: ProposeAgreement }) agreement: ProposeAgreement,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.mentorships.perform(context, {
      id: mentorshipId,
      command: { type: 'propose-agreement', by: context.access.self, agreement, at: context.at },
      answer: mentorshipAnswer(context.access.self),
    });
  }
}
