import type { MeetingFact } from '@telemachy/contracts/scheduling';
import { claimSource, type ClaimChange } from '@telemachy/event-store';
import { defaultRules } from '../domain/meeting-rules.ts';
import { meeting, type Meeting, type Setting } from '../domain/meeting.ts';

const peopleOf = ({ data }: MeetingFact): readonly string[] => [data.mentorId, data.menteeId];

/** What cancelling gives back: the time of both people. */
export const freedClaims = (facts: readonly MeetingFact[]): readonly ClaimChange[] =>
  facts.flatMap((fact) => peopleOf(fact).map((owner) => ({ kind: 'free', owner }) as const));

const reservedClaims = (fact: MeetingFact, { rules, mentor }: Setting): readonly ClaimChange[] => {
  if (fact.type === 'scheduling.meeting-cancelled.v1' || mentor === undefined) return [];
  const { startsAt: from, endsAt: to, mentorId, menteeId } = fact.data;
  const { paddingMinutes, mentorDayCap: count } = rules;
  const reserve = { kind: 'reserve', from, to, paddingMinutes } as const;
  return [
    { ...reserve, owner: mentorId, dayCap: { count, zone: mentor.zone } },
    { ...reserve, owner: menteeId },
  ];
};

/**
 * What booking and moving change in the ledgers of the two people, in the commit's own transaction: this is what keeps anybody from being booked twice.
 * A move frees and reserves in one. The owner of a ledger is the person's id.
 */
export const meetingClaims = (facts: readonly MeetingFact[], setting: Setting): readonly ClaimChange[] =>
  facts.flatMap((fact) => [
    ...(fact.type === 'scheduling.meeting-moved.v1' ? freedClaims([fact]) : []),
    ...reservedClaims(fact, setting),
  ]);

/** What a meeting holds by its facts alone: the time of both people for as long as it stands. */
export const meetingsHold = claimSource<Meeting, MeetingFact>({
  kind: 'meeting',
  decider: meeting,
  holds: (state) => {
    if (state.status !== 'booked') return [];
    const { startsAt: from, endsAt: to, pair } = state;
    const { paddingMinutes } = defaultRules;
    return [pair.mentorId, pair.menteeId].map((owner) => ({ kind: 'reserve', owner, from, to, paddingMinutes }));
  },
});
