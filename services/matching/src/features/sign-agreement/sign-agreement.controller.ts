import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { MentorshipId } from '@telemachy/contracts';
import { Commanded, Operation, Problem, type Answer, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import type { Handlers } from '../../streams.ts';
import { HANDLERS, MENTORSHIP_STREAMS, type MentorshipStreams } from '../../tokens.ts';
import { mentorshipAnswer } from '../mentorship-answer.ts';

const SignAgreement = z.strictObject({ agreementVersion: z.int().positive() }).meta({ id: 'SignAgreement' });
type SignAgreement = z.infer<typeof SignAgreement>;

@Controller('v1/mentorships')
export class SignAgreementController {
  constructor(
    @Inject(MENTORSHIP_STREAMS) private readonly mentorships: MentorshipStreams,
    @Inject(HANDLERS) private readonly handlers: Pick<Handlers, 'mentorships'>,
  ) {}

  @Post(':id/sign-agreement')
  @Operation('sign-agreement', {
    summary: 'Sign the agreement, in the version that was read',
    description: 'Possible once both have accepted; the second signature makes the mentorship active.',
    refusals: ['accept-first', 'partner-not-accepted', 'agreement-changed', 'mentorship-not-open'],
    example: { agreementVersion: 1 },
  })
  async signAgreement(
    @Param('id', { schema: MentorshipId }) mentorshipId: MentorshipId,
    @Body({ schema: SignAgreement }) { agreementVersion }: SignAgreement,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const { access, at } = context;
    const performing = this.mentorships.perform(context, {
      id: mentorshipId,
      command: { type: 'sign-agreement', by: access.self, agreementVersion, at },
      answer: mentorshipAnswer(access.self),
    });
    return performing.catch(async (error: unknown) => {
      if (!(error instanceof Problem) || error.word !== 'agreement-changed') throw error;
      const { state } = await this.handlers.mentorships.load(access.caller.tenant, mentorshipId);
      const current = state.status === 'none' ? {} : { agreementVersion: state.agreementVersion };
      throw new Problem(error.status, error.word, error.message, { errors: error.errors ?? [], members: current });
    });
  }
}
