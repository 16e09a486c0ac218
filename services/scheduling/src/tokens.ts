import type { AvailabilityFact, FeedFact, MeetingFact } from '@telemachy/contracts/scheduling';
import type { CommandHandler } from '@telemachy/event-store';
import type { Mentorship, ReadModel, Streams } from '@telemachy/service-shell';
import type { AvailabilityCommand, AvailabilityRefusal, AvailabilityState } from './domain/availability.ts';
import type { Feed, FeedCommand, FeedRefusal } from './domain/feed.ts';
import type { Meeting, MeetingCommand, MeetingRefusal } from './domain/meeting.ts';
import type { Relation } from './policy.ts';
import type { AvailabilityEntry } from './read-models/availability/availabilities.projection.ts';
import type { FeedEntry } from './read-models/feed/feeds.projection.ts';
import type { MeetingEntry } from './read-models/meetings/meetings.projection.ts';

export const AVAILABILITIES = Symbol('availabilities');
export type Availabilities = Pick<
  Streams<AvailabilityState, AvailabilityCommand, AvailabilityFact, AvailabilityRefusal, Relation>,
  'perform'
>;
export const MEETINGS = Symbol('meetings');
export type Meetings = Pick<Streams<Meeting, MeetingCommand, MeetingFact, MeetingRefusal, Relation>, 'perform'>;
export const FEEDS = Symbol('feeds');
export type Feeds = Pick<Streams<Feed, FeedCommand, FeedFact, FeedRefusal, Relation>, 'perform'>;
/** The same feeds without a caller: their state alone. */
export const FEED_STREAMS = Symbol('feed streams');
export type FeedStreams = Pick<CommandHandler<Feed, FeedCommand, FeedFact, FeedRefusal>, 'load'>;

/** `Settings`: what is true around a meeting when somebody asks for it. */
export const SETTINGS = Symbol('settings');
/** `SlotFinder` */
export const SLOT_FINDER = Symbol('slot finder');
/** `FreeTimes` */
export const FREE_TIMES = Symbol('free times');

/** `FeedMeetings` */
export const FEED_MEETINGS = Symbol('feed meetings');

export const KNOWN_MENTORSHIPS = Symbol('known mentorships');
export type KnownMentorships = Pick<ReadModel<Mentorship>, 'find' | 'peek' | 'all'>;
export const KNOWN_AVAILABILITIES = Symbol('known availabilities');
export type KnownAvailabilities = Pick<ReadModel<AvailabilityEntry>, 'find' | 'peek' | 'atLeast'>;
export const KNOWN_MEETINGS = Symbol('known meetings');
export type KnownMeetings = Pick<ReadModel<MeetingEntry>, 'find' | 'all' | 'page' | 'count'>;
export const KNOWN_FEEDS = Symbol('known feeds');
export type KnownFeeds = Pick<ReadModel<FeedEntry>, 'all'>;
