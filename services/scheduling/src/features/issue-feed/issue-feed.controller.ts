import { Body, Controller, Inject, Post } from '@nestjs/common';
import { FeedId } from '@telemachy/contracts';
import { Answer, Commanded, CONFIG, Operation, type CommandContext } from '@telemachy/service-shell';
import { z } from 'zod';
import type { SchedulingConfig } from '../../config.ts';
import { NoBody } from '../no-body.ts';
import { noLocation } from '../no-location.ts';
import { FEEDS, type Feeds } from '../../tokens.ts';
import { feedSecretHash, newFeedSecret } from '../../read-models/feed/feed-secret.ts';

const IssuedFeed = z
  .object({
    id: FeedId,
    url: z.url().optional().describe('Shown this once; an answer to a repeated command does not hold it'),
    version: z.int(),
  })
  .meta({ id: 'IssuedFeed' });

@Controller('v1/feeds')
export class IssueFeedController {
  constructor(
    @Inject(FEEDS) private readonly feeds: Feeds,
    @Inject(CONFIG) private readonly config: SchedulingConfig,
  ) {}

  @Post()
  @Operation('issue-feed', {
    summary: "Get an address by which a calendar program reads one's meetings; whoever has it can read them",
    status: 201,
    answer: IssuedFeed,
  })
  async issueFeed(@Body({ schema: NoBody }) _: NoBody, @Commanded() context: CommandContext): Promise<Answer> {
    const { access, at } = context;
    const personId = access.self;
    const feedId = FeedId.parse(context.createdId('feed'));
    const secret = newFeedSecret(access.caller.tenant);
    const secretHash = feedSecretHash(secret);
    const issued = await this.feeds.perform(context, {
      id: feedId,
      creates: true,
      command: { type: 'issue-feed', feedId, personId, secretHash, at },
      answer: () => ({ secretHash }),
    });
    const kept = issued.body as { readonly id: string; readonly version: number; readonly secretHash: string };
    const { id, version } = kept;
    // A retry meets the feed of its first try, whose secret nobody has kept.
    const url = kept.secretHash === secretHash ? { url: this.#address(secret) } : {};
    return new Answer(issued.status, { id, ...url, version }, { ...noLocation(issued), 'cache-control': 'no-store' });
  }

  #address(secret: string): string {
    return `${this.config.TELEMACHY_PUBLIC_URL}/v1/feeds/${secret}.ics`;
  }
}
