import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { MessageId } from '@telemachy/contracts';
import { Channel, Topic } from '@telemachy/contracts/notification';
import { Asked, notFound, OneQuery, occasionOf, Operation, READ_MODELS } from '@telemachy/service-shell';
import type { Access, ReadModel, ReadModels } from '@telemachy/service-shell';
import { z } from 'zod';
import { WORDING } from '../../tokens.ts';
import type { Wording } from '../../wording.ts';
import { messages } from '../messages/messages.projection.ts';
import type { StoredMessage } from '../messages/messages.projection.ts';
import { reasonText, stepText } from './sentences.ts';

const Story = z.object({
  id: MessageId,
  topic: Topic,
  channel: Channel,
  template: z.string(),
  subject: z.string(),
  decision: z.enum(['send', 'suppress']),
  reasons: z.array(z.object({ code: z.string(), text: z.string() })),
  worthlessAfterAt: z.iso.datetime().optional(),
  steps: z.array(
    z.object({ state: z.string(), at: z.iso.datetime(), text: z.string(), retryAt: z.iso.datetime().optional() }),
  ),
});
type Story = z.infer<typeof Story>;

@Controller('v1/messages')
export class MessageStoryController {
  readonly #messages: ReadModel<StoredMessage>;
  readonly #wording: Wording;
  constructor(@Inject(READ_MODELS) readModels: ReadModels, @Inject(WORDING) wording: Wording) {
    this.#messages = readModels.of(messages);
    this.#wording = wording;
  }

  @Get(':id')
  @Operation('read-message', {
    summary: 'Why a message to oneself was sent, or not, and what became of it',
    answer: Story,
  })
  async story(
    @Param('id', { schema: MessageId }) id: MessageId,
    @Query({ schema: OneQuery }) { atLeast }: OneQuery,
    @Asked() access: Access<'recipient'>,
  ): Promise<Story> {
    const { tenant } = access.caller;
    const isOwn = ({ recipientId }: StoredMessage): boolean => recipientId === access.person;
    const found = await this.#messages.find(tenant, id, isOwn, atLeast);
    access.permit(found === undefined ? [] : ['recipient']);
    if (found === undefined) throw notFound();
    const [text] = await this.#wording.textsFor(occasionOf(access), found.recipientId, [found]);
    const { topic, channel, template, decision, worthlessAfterAt } = found;
    return {
      id,
      topic,
      channel,
      template,
      subject: text?.subject ?? '',
      decision,
      reasons: found.reasons.map((code) => ({ code, text: reasonText(code) })),
      ...(worthlessAfterAt === undefined ? {} : { worthlessAfterAt }),
      steps: found.steps.map((step) => ({
        state: step.state,
        at: step.at,
        text: stepText(step),
        ...(step.retryAt === undefined ? {} : { retryAt: step.retryAt }),
      })),
    };
  }
}
