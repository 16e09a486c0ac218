import { createHash } from 'node:crypto';
import { Controller, Get, Headers, Inject, Param } from '@nestjs/common';
import { present } from '@telemachy/projections';
import { Answer, CONFIG, notFound, Operation } from '@telemachy/service-shell';
import { z } from 'zod';
import type { SchedulingConfig } from '../../config.ts';
import { FEED_MEETINGS, FEED_STREAMS, KNOWN_FEEDS } from '../../tokens.ts';
import type { FeedStreams, KnownFeeds } from '../../tokens.ts';
import { feedCalendar, feedFreshSeconds } from './feed-calendar.ts';
import type { FeedMeetings } from './feed-meetings.ts';
import { feedSecretHash, tenantOfFeedSecret } from './feed-secret.ts';
import type { FeedEntry } from './feeds.projection.ts';

const File = z
  .string()
  .regex(/\.ics$/, 'ends in .ics')
  .describe('`<secret>.ics`');
const newSecretWaitMs = 1000;

@Controller('v1/feeds')
export class FeedController {
  constructor(
    @Inject(KNOWN_FEEDS) private readonly feeds: KnownFeeds,
    @Inject(FEED_MEETINGS) private readonly meetings: FeedMeetings,
    @Inject(FEED_STREAMS) private readonly streams: FeedStreams,
    @Inject(CONFIG) private readonly config: SchedulingConfig,
  ) {}

  @Get(':file')
  @Operation('read-feed', {
    summary: 'The meetings of the person whose secret this is, for calendar programs; needs no token',
    produces: 'text/calendar',
  })
  async readFeed(
    @Param('file', { schema: File }) file: string,
    @Headers('if-none-match') known: string | undefined,
  ): Promise<Answer> {
    const secret = file.slice(0, -'.ics'.length);
    const tenant = tenantOfFeedSecret(secret);
    const feed = tenant === undefined ? undefined : await this.#feedOf(tenant, secret);
    if (tenant === undefined || feed === undefined) throw notFound();
    const calendar = feedCalendar(await this.meetings.of(tenant, feed.personId), this.config.TELEMACHY_PORTAL_URL);
    const etag = `"${createHash('sha256').update(calendar).digest('base64url').slice(0, 27)}"`;
    const headers = { etag, 'cache-control': `private, max-age=${feedFreshSeconds}` };
    if (isKnown(known, etag)) return new Answer(304, undefined, headers);
    return new Answer(200, calendar, { ...headers, 'content-type': 'text/calendar; charset=utf-8' });
  }

  /** A feed issued a moment ago is waited for; a revoked one is gone at once, since its own stream is asked. */
  async #feedOf(tenant: string, secret: string): Promise<FeedEntry | undefined> {
    const secretHash = feedSecretHash(secret);
    const feed = await present(async () => (await this.feeds.all(tenant, { secretHash }))[0], newSecretWaitMs);
    if (feed === undefined || feed.revoked) return undefined;
    const { state } = await this.streams.load(tenant, feed.feedId);
    return state.status === 'issued' ? feed : undefined;
  }
}

/** `If-None-Match` compares weakly (RFC 9110 §13.1.2): proxies that compress mark tags as weak. */
const isKnown = (known: string | undefined, etag: string): boolean =>
  known !== undefined && known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
