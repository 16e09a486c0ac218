import { Controller, Get, Inject, Query } from '@nestjs/common';
import { MessageId } from '@telemachy/contracts';
import { Topic } from '@telemachy/contracts/notification';
import { Asked, occasionOf, Operation, pageOf, PageQuery, READ_MODELS } from '@telemachy/service-shell';
import type { Access, Page, ReadModel, ReadModels } from '@telemachy/service-shell';
import { z } from 'zod';
import { WORDING } from '../../tokens.ts';
import type { Wording } from '../../wording.ts';
import { messages } from '../messages/messages.projection.ts';
import type { StoredMessage } from '../messages/messages.projection.ts';

const InboxQuery = PageQuery.extend({
  unread: z
    .enum(['', 'true', 'false'], { error: 'expected true or false' })
    .transform((flag) => flag !== 'false')
    .prefault('false')
    .describe('Only what is not read yet: `?unread`, or true or false'),
});
type InboxQuery = z.infer<typeof InboxQuery>;

const InboxItem = z.object({
  id: MessageId,
  topic: Topic,
  template: z.string(),
  subject: z.string(),
  text: z.string(),
  action: z.string(),
  service: z.string().describe('Whose resource the action is about'),
  path: z
    .string()
    .describe('Where the action leads: below the address of a web portal, and below `/v1` of the service'),
  at: z.iso.datetime(),
  readAt: z.iso.datetime().optional(),
});
type InboxItem = z.infer<typeof InboxItem>;

@Controller('v1/inbox')
export class InboxController {
  readonly #wording: Wording;
  readonly #messages: ReadModel<StoredMessage>;
  constructor(@Inject(WORDING) wording: Wording, @Inject(READ_MODELS) readModels: ReadModels) {
    this.#wording = wording;
    this.#messages = readModels.of(messages);
  }

  @Get()
  @Operation('read-inbox', { summary: "One's own messages, newest first", answer: pageOf(InboxItem) })
  async inbox(@Asked() access: Access, @Query({ schema: InboxQuery }) query: InboxQuery): Promise<Page<InboxItem>> {
    const { tenant } = access.caller;
    const where = { recipientId: access.self, shown: true, ...(query.unread && { readAt: { $exists: false } }) };
    const found = await this.#messages.page(tenant, where, query, { field: 'decidedAt', descending: true });
    const texts = await this.#wording.textsFor(occasionOf(access), access.self, found.items);
    const items = found.items.flatMap(({ messageId: id, topic, template, decidedAt: at, readAt }, index) => {
      const text = texts[index];
      if (text === undefined) return [];
      const { subject, paragraphs, action, service, path } = text;
      const read = readAt === undefined ? {} : { readAt };
      return [{ id, topic, template, subject, text: paragraphs.join('\n\n'), action, service, path, at, ...read }];
    });
    return found.next === undefined ? { items } : { items, next: found.next };
  }
}
