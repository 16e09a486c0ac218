import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { FeedId } from '@telemachy/contracts';
import { Commanded, Operation, type Answer, type CommandContext } from '@telemachy/service-shell';
import { FEEDS, type Feeds } from '../../tokens.ts';

@Controller('v1/feeds')
export class RevokeFeedController {
  constructor(@Inject(FEEDS) private readonly feeds: Feeds) {}

  @Post(':id/revoke')
  @HttpCode(200)
  @Operation('revoke-feed', { summary: 'Close the address of a calendar feed for ever' })
  async revokeFeed(
    @Param('id', { schema: FeedId }) feedId: FeedId,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    return this.feeds.perform(context, {
      id: feedId,
      command: { type: 'revoke-feed', by: context.access.self, at: context.at },
    });
  }
}
