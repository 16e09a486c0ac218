import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { PersonId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { PERSON_STREAMS, type PersonStreams } from '../../tokens.ts';
import { NoBody } from '../no-body.ts';
import { whetherLeft } from '../whether-left.ts';

@Controller('v1/people')
export class MarkLeftController {
  constructor(@Inject(PERSON_STREAMS) private readonly people: PersonStreams) {}

  @Post(':id/leave')
  @Operation('mark-left', {
    summary: 'Say that a person has left: within a minute their tokens are refused everywhere',
  })
  async markLeft(
    @Param('id', { schema: PersonId }) personId: PersonId,
    @Body({ schema: NoBody }) _body: unknown,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const command = { type: 'mark-left', personId, at: context.at } as const;
    return this.people.perform(context, { id: personId, command, answer: whetherLeft });
  }
}
