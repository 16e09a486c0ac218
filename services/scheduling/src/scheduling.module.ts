import type { MeetingFact } from '@telemachy/contracts/scheduling';
import { commandHandler, type EventStore } from '@telemachy/event-store';
import {
  CONFIG,
  defineService,
  dispatchTo,
  EVENT_STORE,
  mentorshipIndexes,
  mentorships,
  peopleIndexes,
  peopleKnownBy,
  processEntry,
  READ_MODELS,
  purposeStreams,
  sidesOf,
  Streams,
  WORDS,
  type ReadModels,
  type Words,
} from '@telemachy/service-shell';
import { audited } from './audited.ts';
import { SchedulingConfig } from './config.ts';
import { availability } from './domain/availability.ts';
import { feed } from './domain/feed.ts';
import { defaultRules, type MeetingRules } from './domain/meeting-rules.ts';
import { meeting, type Meeting, type MeetingRefusal } from './domain/meeting.ts';
import { BookMeetingController } from './features/book-meeting/book-meeting.controller.ts';
import { CancelMeetingController } from './features/cancel-meeting/cancel-meeting.controller.ts';
import { ClearOverrideController } from './features/clear-override/clear-override.controller.ts';
import { FreeTimes } from './features/free-times.ts';
import { IssueFeedController } from './features/issue-feed/issue-feed.controller.ts';
import { freedClaims, meetingsHold } from './features/meeting-claims.ts';
import { MoveMeetingController } from './features/move-meeting/move-meeting.controller.ts';
import { availabilityRefusals, feedRefusals, meetingRefusals } from './features/refusals.ts';
import { RevokeFeedController } from './features/revoke-feed/revoke-feed.controller.ts';
import { SetAvailabilityController } from './features/set-availability/set-availability.controller.ts';
import { SetOverrideController } from './features/set-override/set-override.controller.ts';
import { Settings, type AvailabilityNow } from './features/settings.ts';
import { policy } from './policy.ts';
import { closeMeetings, type CloseMeeting } from './processes/close-meetings/close-meetings.process.ts';
import { AgendaController } from './read-models/agenda/agenda.controller.ts';
import { availabilities } from './read-models/availability/availabilities.projection.ts';
import { findTimes } from './read-models/availability/open-availability.ts';
import { AvailabilityController } from './read-models/availability/availability.controller.ts';
import { FeedController } from './read-models/feed/feed.controller.ts';
import { FeedMeetings } from './read-models/feed/feed-meetings.ts';
import { feedIndexes, feeds } from './read-models/feed/feeds.projection.ts';
import { MeetingController } from './read-models/meetings/meeting.controller.ts';
import { meetingIndexes, meetings } from './read-models/meetings/meetings.projection.ts';
import { SlotFinder } from './read-models/slots/slot-finder.ts';
import { SlotsController } from './read-models/slots/slots.controller.ts';
import * as tokens from './tokens.ts';

const availabilityStreams = (store: EventStore) => ({ store, kind: 'availability', decider: availability });
const meetingStreams = (store: EventStore) => ({ store, kind: 'meeting', decider: meeting });
const feedStreams = (store: EventStore) => ({ store, kind: 'feed', decider: feed });
const availabilityNow =
  (store: EventStore, words: Words): AvailabilityNow =>
  async ({ caller, operation }, personId) => {
    const occasion = { operation, actor: caller.actor };
    const streams = purposeStreams({ decider: availability, words, purpose: findTimes, occasion });
    return (await streams.load(store, caller.tenant, `availability-${personId}`)).state;
  };
const rulesOf = ({ TELEMACHY_MEETING_NOTICE_MINUTES }: SchedulingConfig): MeetingRules => ({
  ...defaultRules,
  noticeMinutes: TELEMACHY_MEETING_NOTICE_MINUTES,
});

/** All wiring of the scheduling service; no other file makes anything. */
export const schedulingService = defineService({
  name: 'scheduling',
  config: SchedulingConfig,
  policy,
  audited,
  controllers: [
    SetAvailabilityController,
    SetOverrideController,
    ClearOverrideController,
    AvailabilityController,
    SlotsController,
    BookMeetingController,
    MoveMeetingController,
    CancelMeetingController,
    MeetingController,
    AgendaController,
    IssueFeedController,
    RevokeFeedController,
    FeedController,
  ],
  providers: [
    {
      provide: tokens.AVAILABILITIES,
      inject: [EVENT_STORE, WORDS],
      useFactory: (store: EventStore, words: Words) =>
        new Streams({
          ...availabilityStreams(store),
          opens: { words, isNeededBy: () => true },
          path: '/v1/availability',
          refusals: availabilityRefusals,
          relations: () => [],
        }),
    },
    {
      provide: tokens.MEETINGS,
      inject: [EVENT_STORE],
      useFactory: (store: EventStore) =>
        new Streams({
          ...meetingStreams(store),
          path: '/v1/meetings',
          refusals: meetingRefusals,
          relations: (state, person) => (state.status === 'none' ? [] : sidesOf(state.pair, person)),
        }),
    },
    {
      provide: tokens.FEEDS,
      inject: [EVENT_STORE],
      useFactory: (store: EventStore) =>
        new Streams({
          ...feedStreams(store),
          path: '/v1/feeds',
          refusals: feedRefusals,
          relations: (state, person) => (state.status !== 'none' && state.personId === person ? ['self'] : []),
        }),
    },
    {
      provide: tokens.FEED_STREAMS,
      inject: [EVENT_STORE],
      useFactory: (store: EventStore) => commandHandler(feedStreams(store)),
    },
    {
      provide: tokens.SETTINGS,
      inject: [EVENT_STORE, WORDS, tokens.KNOWN_MENTORSHIPS, CONFIG],
      useFactory: (store: EventStore, words: Words, known: tokens.KnownMentorships, config: SchedulingConfig) =>
        new Settings(availabilityNow(store, words), commandHandler(meetingStreams(store)), known, rulesOf(config)),
    },
    {
      provide: tokens.SLOT_FINDER,
      inject: [tokens.KNOWN_AVAILABILITIES, tokens.KNOWN_MEETINGS, WORDS, CONFIG],
      useFactory: (
        known: tokens.KnownAvailabilities,
        booked: tokens.KnownMeetings,
        words: Words,
        config: SchedulingConfig,
      ) => new SlotFinder(known, booked, words, rulesOf(config)),
    },
    {
      provide: tokens.FREE_TIMES,
      inject: [tokens.SLOT_FINDER],
      useFactory: (finder: SlotFinder) => new FreeTimes(finder),
    },
    {
      provide: tokens.FEED_MEETINGS,
      inject: [tokens.KNOWN_MEETINGS, tokens.KNOWN_MENTORSHIPS],
      useFactory: (booked: tokens.KnownMeetings, known: tokens.KnownMentorships) => new FeedMeetings(booked, known),
    },
    { provide: tokens.KNOWN_MENTORSHIPS, inject: [READ_MODELS], useFactory: (of: ReadModels) => of.of(mentorships) },
    {
      provide: tokens.KNOWN_AVAILABILITIES,
      inject: [READ_MODELS],
      useFactory: (of: ReadModels) => of.of(availabilities),
    },
    { provide: tokens.KNOWN_MEETINGS, inject: [READ_MODELS], useFactory: (of: ReadModels) => of.of(meetings) },
    { provide: tokens.KNOWN_FEEDS, inject: [READ_MODELS], useFactory: (of: ReadModels) => of.of(feeds) },
  ],
  purposes: { [findTimes]: ['personal'] },
  projections: [
    { projection: peopleKnownBy(() => ({})), indexes: peopleIndexes },
    { projection: mentorships, indexes: mentorshipIndexes },
    { projection: availabilities },
    { projection: meetings, indexes: meetingIndexes },
    { projection: feeds, indexes: feedIndexes },
  ],
  claims: [meetingsHold],
  processes: ({ store }) => [
    processEntry({
      process: closeMeetings,
      dispatch: dispatchTo<Meeting, CloseMeeting, MeetingFact, MeetingRefusal>({
        ...meetingStreams(store),
        idOf: ({ meetingId }) => meetingId,
        claims: freedClaims,
      }),
    }),
  ],
});
