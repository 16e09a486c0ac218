import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { PersonId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { PERSON_STREAMS, type PersonStreams } from '../../tokens.ts';
import { NoBody } from '../no-body.ts';
import { whetherLeft } from '../whether-left.ts';

@Controller('v1/people')
export class MarkReturnedController {
  constructor(@Inject(PERSON_STREAMS) private readonly people: PersonStreams) {}

  @Post(':id/return')
  @Operation('mark-returned', { summary: 'Say that a person who had left is back: they may act as before' })
  async markReturned(
    @Param('id', { schema: PersonId }) personId: PersonId,
    @Body({ schema: NoBody }) _body: unknown,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const command = { type: 'mark-returned', personId, at: context.at } as const;
    return this.people.perform(context, { id: personId, command, answer: whetherLeft });
  }
}
