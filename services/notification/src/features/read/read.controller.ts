import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { MessageId } from '@telemachy/contracts';
import { Commanded, Operation } from '@telemachy/service-shell';
import type { Answer, CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import type { MessageStreams } from '../../streams.ts';
import { MESSAGES } from '../../tokens.ts';

const Read = z.object({ id: MessageId, version: z.int() });

@Controller('v1/messages')
export class ReadController {
  readonly #messages: MessageStreams;
  constructor(@Inject(MESSAGES) messages: MessageStreams) {
    this.#messages = messages;
  }

  @Post(':id/read')
  @HttpCode(200)
  @Operation('read', {
    summary: 'Notes that the recipient has read a message of the inbox',
    answer: Read,
    refusals: ['message-not-in-inbox'],
  })
  read(@Param('id', { schema: MessageId }) id: MessageId, @Commanded() context: CommandContext): Promise<Answer> {
    return this.#messages.perform(context, { id, command: { type: 'read', at: context.at } });
  }
}
