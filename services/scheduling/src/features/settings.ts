import type { MentorshipId, PersonId } from '@telemachy/contracts';
import type { CommandHandler } from '@telemachy/event-store';
import { present } from '@telemachy/projections';
import type { Access, Mentorship } from '@telemachy/service-shell';
import type { AvailabilityState } from '../domain/availability.ts';
import type { MeetingRules } from '../domain/meeting-rules.ts';
import type { Meeting, MeetingCommand, MeetingRefusal, Setting } from '../domain/meeting.ts';
import type { MeetingFact } from '@telemachy/contracts/scheduling';
import type { KnownMentorships } from '../tokens.ts';

type Pair = { readonly mentorshipId: MentorshipId; readonly mentorId: PersonId; readonly menteeId: PersonId };
/** When somebody can meet, as their stream says this moment, opened for whoever asks for a time. */
export type AvailabilityNow = (
  access: Pick<Access, 'caller' | 'operation'>,
  personId: PersonId,
) => Promise<AvailabilityState>;
type MeetingStreams = CommandHandler<Meeting, MeetingCommand, MeetingFact, MeetingRefusal>;

/** How long a booking waits for the news that the mentorship has become active. */
const newsWaitMs = 1000;

/** What is true around a meeting when somebody asks for it: own streams as they are this moment, and what matching has told. */
export class Settings {
  readonly #availabilities: AvailabilityNow;
  readonly #meetings: Pick<MeetingStreams, 'load'>;
  readonly #mentorships: KnownMentorships;
  readonly #rules: MeetingRules;

  constructor(
    availabilities: AvailabilityNow,
    meetings: Pick<MeetingStreams, 'load'>,
    mentorships: KnownMentorships,
    rules: MeetingRules,
  ) {
    this.#availabilities = availabilities;
    this.#meetings = meetings;
    this.#mentorships = mentorships;
    this.#rules = rules;
  }

  /** The meeting as its stream says now. */
  async meeting(tenant: string, meetingId: string): Promise<Meeting> {
    return (await this.#meetings.load(tenant, meetingId)).state;
  }

  /** As `ReadModel.find`: a mentorship that the caller may not see is as one that is not there. */
  mentorship(
    tenant: string,
    mentorshipId: MentorshipId,
    mayBeSeen: (mentorship: Mentorship) => boolean,
  ): Promise<Mentorship | undefined> {
    return this.#mentorships.find(tenant, mentorshipId, mayBeSeen);
  }

  async of(access: Pick<Access, 'caller' | 'operation'>, { mentorshipId, mentorId, menteeId }: Pair): Promise<Setting> {
    const [mentor, mentee, mentorshipActive] = await Promise.all([
      this.#availabilities(access, mentorId),
      this.#availabilities(access, menteeId),
      this.isActive(access.caller.tenant, mentorshipId),
    ]);
    return { mentor, mentee, mentorshipActive, rules: this.#rules };
  }

  /**
   * Whether meetings can be booked. Waits a little for what is about to be told: the last signature may have been given a moment ago. As long for one that was declined, or the time
   * would tell it.
   */
  async isActive(tenant: string, mentorshipId: MentorshipId): Promise<boolean> {
    const settled = await present(async () => {
      const known = await this.#mentorships.peek(tenant, mentorshipId);
      return known?.status === 'active' || known?.status === 'ended' ? known : undefined;
    }, newsWaitMs);
    return settled?.status === 'active';
  }
}
