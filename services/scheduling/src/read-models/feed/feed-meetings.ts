import type { PersonId } from '@telemachy/contracts';
import { day } from '../../domain/interval.ts';
import { instantOf } from '../../domain/wall-clock.ts';
import type { KnownMeetings, KnownMentorships } from '../../tokens.ts';
import type { MeetingEntry } from '../meetings/meetings.projection.ts';
import { feedTitles, type Titled } from './feed-titles.ts';

/** How far back a calendar reaches, in days. */
const daysBack = 90;

/** Finds what a person's calendar shows. */
export class FeedMeetings {
  readonly #meetings: KnownMeetings;
  readonly #mentorships: KnownMentorships;

  constructor(meetings: KnownMeetings, mentorships: KnownMentorships) {
    this.#meetings = meetings;
    this.#mentorships = mentorships;
  }

  /** By time, each with its title. */
  async of(tenant: string, owner: PersonId): Promise<ReadonlyMap<MeetingEntry, string>> {
    const from = instantOf(Date.now() - daysBack * day);
    const found = await this.#meetings.all(tenant, { people: owner, startsAt: { $gte: from } });
    const meetings = found.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));
    return feedTitles(meetings, await this.#titled(tenant, owner, meetings, from));
  }

  async #titled(tenant: string, owner: PersonId, meetings: readonly MeetingEntry[], before: string): Promise<Titled> {
    const [asMentor, asMentee] = await Promise.all([
      this.#mentorships.all(tenant, { mentorId: owner }),
      this.#mentorships.all(tenant, { menteeId: owner }),
    ]);
    const shown = [...new Set(meetings.map(({ mentorshipId }) => mentorshipId))];
    const earlier = shown.map(async (mentorshipId) => {
      const where = { mentorshipId, status: 'booked', startsAt: { $lt: before } };
      return [mentorshipId, await this.#meetings.count(tenant, where)] as const;
    });
    const pairs = [...asMentor, ...asMentee].filter(({ activatedAt }) => activatedAt !== undefined);
    return { owner, pairs, earlier: new Map(await Promise.all(earlier)) };
  }
}
