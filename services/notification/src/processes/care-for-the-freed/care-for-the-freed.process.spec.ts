import { describe, expect, it } from '@jest/globals';
import { recorded, processSpecFor } from '@telemachy/testing';
import { messageIdOf } from '../../message-id.ts';
import { careForTheFreed } from './care-for-the-freed.process.ts';

const process = careForTheFreed('mentee', messageIdOf);
const { given } = processSpecFor(process);
type Heard = Parameters<typeof process.react>[0]['event'];
const mentorId = '1a2b3c4d-5e6f-5a7b-8c9d-0e1f2a3b4c5d';
const menteeId = '3f8e1c52-0c1d-5a3e-8f21-6a8e2f4b7c90';
const cohortId = 'c0a80101-1111-5222-8333-444455556666';
const pair = { mentorshipId: '7c1e5b2d-4a6f-5930-b8e1-2d4c6a8f0b33', cohortId, mentorId, menteeId };

const fact = (type: string, data: object) => ({ type, data: { ...pair, ...data } }) as Heard;
const proposed = (proposedAt: string) => fact('matching.mentorship-proposed.v1', { proposedAt });
const declined = (by: 'mentor' | 'mentee') =>
  fact('matching.mentorship-declined.v1', {
    by,
    authorId: by === 'mentor' ? mentorId : menteeId,
    reasonCode: 'not-a-fit',
    reason: 'private',
    declinedAt: '2026-11-24T09:00:00.000Z',
  });
const fired = {
  type: 'notification.timer-fired.v1',
  data: { process: process.name, instance: `${cohortId}|${menteeId}`, name: 'no-new-proposal' },
} as Heard;
const before = proposed('2026-11-23T09:00:00.000Z');
const after = proposed('2026-11-24T09:00:05.000Z');
const timer = { name: 'no-new-proposal' };

describe('caring for the other side of a decline', () => {
  it('waits a quarter of an hour for a new proposal', () =>
    given(before)
      .when(declined('mentor'))
      .then({ kind: 'timer', ...timer, dueAt: '2026-11-24T09:15:00.000Z' }));

  it('leaves it at the new proposal where one comes', () => {
    given(before, declined('mentor'))
      .when(after)
      .then({ kind: 'cancel-timer', ...timer });
    given(before, declined('mentor'), after).when(fired).thenNothing();
  });

  it('knows the new proposal also when it is heard of first', () =>
    given(before, after).when(declined('mentor')).thenNothing());

  it('tells where none came that the coordinator takes care, and neither who nor what', () => {
    const reactions = given(before, declined('mentor')).when(fired).reactions();
    expect(reactions).toMatchObject([
      {
        command: {
          recipientId: menteeId,
          template: 'match-in-care',
          channel: 'in-app',
          about: { partnerRole: 'mentor' },
        },
      },
      { command: { recipientId: menteeId, template: 'match-in-care', channel: 'email' } },
    ]);
    const words = JSON.stringify(reactions);
    expect([mentorId, pair.mentorshipId, 'private', 'not-a-fit'].filter((word) => words.includes(word))).toEqual([]);
  });

  it('has nothing to say to whoever declined', () => {
    given(before).when(declined('mentee')).thenNothing();
    given(before, declined('mentee')).when(fired).thenNothing();
  });

  it('looks at each person of a cohort by themselves', () => {
    expect(process.correlate(recorded(before))).toBe(`${cohortId}|${menteeId}`);
    expect(process.correlate(recorded(fired))).toBe(`${cohortId}|${menteeId}`);
    expect(careForTheFreed('mentor', messageIdOf).correlate(recorded(fired))).toBeUndefined();
  });
});
