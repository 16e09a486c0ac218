import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { FeedId } from '@telemachy/contracts';
import { Answer, Commanded, Operation, type CommandContext } from '@telemachy/service-shell';
import { NoBody } from '../no-body.ts';
import { noLocation } from '../no-location.ts';
import { FEED_STREAMS, FEEDS, type Feeds, type FeedStreams } from '../../tokens.ts';

@Controller('v1/feeds')
export class RevokeFeedController {
  constructor(
    @Inject(FEEDS) private readonly feeds: Feeds,
    @Inject(FEED_STREAMS) private readonly streams: FeedStreams,
  ) {}

  @Post(':id/revoke')
  @HttpCode(200)
  @Operation('revoke-feed', { summary: 'Close the address of a calendar feed for ever' })
  async revokeFeed(
    @Param('id', { schema: FeedId }) feedId: FeedId,
    @Body({ schema: NoBody }) _: NoBody,
    @Commanded() context: CommandContext,
  ): Promise<Answer> {
    const { access, at } = context;
    const { state } = await this.streams.load(access.caller.tenant, feedId);
    access.permit(state.status !== 'none' && state.personId === access.person ? ['self'] : []);
    const command = { type: 'revoke-feed', by: access.self, at } as const;
    const revoked = await this.feeds.perform(context, { id: feedId, command });
    return new Answer(revoked.status, revoked.body, noLocation(revoked));
  }
}
