import { describe, expect, it } from '@jest/globals';
import type { Reaction } from '@telemachy/kernel';
import type { MentorshipFact } from '@telemachy/contracts/matching';
import { processSpecFor } from '@telemachy/testing';
import type { ConsiderMessage } from '../../domain/message.ts';
import { messageIdOf } from '../../message-id.ts';
import { tellOfMatches } from './tell-of-matches.process.ts';

const { given } = processSpecFor(tellOfMatches(messageIdOf));
const mentorId = '1a2b3c4d-5e6f-5a7b-8c9d-0e1f2a3b4c5d';
const menteeId = '3f8e1c52-0c1d-5a3e-8f21-6a8e2f4b7c90';
const names: Readonly<Record<string, string>> = { [mentorId]: 'mentor', [menteeId]: 'mentee' };
const pair = {
  mentorshipId: '7c1e5b2d-4a6f-5930-b8e1-2d4c6a8f0b33',
  cohortId: 'c0a80101-1111-5222-8333-444455556666',
  mentorId,
  menteeId,
};
const deadlineAt = '2026-12-01T17:00:00.000Z';
const at = '2026-11-23T09:00:00.000Z';
const fact = (type: string, data: object = {}) =>
  ({ type: `matching.mentorship-${type}.v1`, data: { ...pair, ...data } }) as MentorshipFact;

const proposed = fact('proposed', { deadlineAt, proposedAt: at, score: 10 });
const accepted = (by: 'mentor' | 'mentee') => fact('accepted', { by, acceptedAt: at });
const declined = fact('declined', {
  by: 'mentor',
  authorId: mentorId,
  reasonCode: 'not-a-fit',
  reason: 'private',
  declinedAt: at,
});
const agreed = (by: string, agreementVersion = 1) =>
  fact('agreement-proposed', { by, agreementVersion, terms: {}, proposedAt: at });
const signed = (by: 'mentor' | 'mentee') => fact('agreement-signed', { by, agreementVersion: 1, signedAt: at });

const commands = (reactions: readonly Reaction<ConsiderMessage>[]) =>
  reactions.map((reaction) => {
    if (reaction.kind !== 'command') throw new Error('no timers here');
    return reaction.command;
  });
const told = (reactions: readonly Reaction<ConsiderMessage>[]) =>
  commands(reactions).map(({ recipientId, template, channel }) => `${names[recipientId]}: ${template} by ${channel}`);

describe('telling two people of their mentorship', () => {
  it('introduces a proposal to both, inbox and mail', () =>
    expect(told(given().when(proposed).reactions())).toEqual([
      'mentor: match-proposed by in-app',
      'mentor: match-proposed by email',
      'mentee: match-proposed by in-app',
      'mentee: match-proposed by email',
    ]));

  it('is worth nothing after the deadline of the proposal', () =>
    expect(commands(given().when(proposed).reactions())[0]).toMatchObject({
      worthlessAfterAt: deadlineAt,
      about: { mentorshipId: pair.mentorshipId, partnerId: menteeId, partnerRole: 'mentee', deadlineAt },
    }));

  it('tells the other side of the first yes, with the deadline', () => {
    const reactions = given(proposed).when(accepted('mentor')).reactions();
    expect(told(reactions)).toEqual([
      'mentee: match-accepted-by-partner by in-app',
      'mentee: match-accepted-by-partner by email',
    ]);
    expect(commands(reactions)[0]?.about).toMatchObject({ deadlineAt, partnerRole: 'mentor' });
  });

  it('tells both when both have said yes', () =>
    expect(told(given(proposed, accepted('mentor')).when(accepted('mentee')).reactions())).toEqual([
      'mentor: match-accepted-by-both by in-app',
      'mentee: match-accepted-by-both by in-app',
    ]));

  it('never tells the other side of a decline', () => {
    const reactions = given(proposed, accepted('mentee')).when(declined).reactions();
    expect(told(reactions)).toEqual(['mentor: match-declined-by-you by in-app']);
    expect(JSON.stringify(reactions)).not.toMatch(/private|not-a-fit/);
  });

  it('tells the other side of a decline, in the end, what both are told of a lapse', () => {
    const over = (event: MentorshipFact, ...before: MentorshipFact[]) =>
      commands(
        given(proposed, accepted('mentee'), ...before)
          .when(event)
          .reactions(),
      ).map(({ recipientId, template, channel, about }) => ({ to: names[recipientId], template, channel, about }));
    const closed = over(fact('closed', { closedAt: at }), declined);
    expect(closed.map(({ to, template, channel }) => `${to}: ${template} by ${channel}`)).toEqual([
      'mentee: match-lapsed by in-app',
      'mentee: match-lapsed by email',
    ]);
    expect(over(fact('expired', { expiredAt: at })).filter(({ to }) => to === 'mentee')).toEqual(closed);
  });

  it('tells whoever declined nothing of what the other side, which does not know, still says', () => {
    for (const said of [accepted('mentee'), signed('mentee'), agreed('mentee', 2)])
      given(proposed, agreed('program'), declined).when(said).thenNothing();
  });

  it('asks both to sign the newest agreement when both have said yes, and nobody before', () => {
    given(proposed).when(agreed('program')).thenNothing();
    given(proposed, agreed('program'), accepted('mentor')).when(agreed('mentor', 2)).thenNothing();
    const before = [proposed, agreed('program'), accepted('mentor'), agreed('mentor', 2)];
    const reactions = given(...before)
      .when(accepted('mentee'))
      .reactions();
    expect(told(reactions)).toEqual([
      'mentor: match-accepted-by-both by in-app',
      'mentee: match-accepted-by-both by in-app',
      'mentor: agreement-to-sign by in-app',
      'mentor: agreement-to-sign by email',
      'mentee: agreement-to-sign by in-app',
      'mentee: agreement-to-sign by email',
    ]);
    expect(commands(reactions).at(-1)?.about).toMatchObject({ agreementVersion: 2 });
  });

  const bothAgreed = [proposed, agreed('program'), accepted('mentor'), accepted('mentee')];

  it('asks the other side to sign what one side proposed', () =>
    expect(
      told(
        given(...bothAgreed)
          .when(agreed('mentee', 2))
          .reactions(),
      ),
    ).toEqual(['mentor: agreement-to-sign by in-app', 'mentor: agreement-to-sign by email']));

  it('tells whose signature is missing', () =>
    expect(told(given(proposed, agreed('program')).when(signed('mentor')).reactions())).toEqual([
      'mentee: agreement-signed-by-partner by in-app',
    ]));

  it('leaves the second signature to the news that it begins', () =>
    given(proposed, agreed('program'), signed('mentor')).when(signed('mentee')).thenNothing());

  it('counts no signature of an older version', () =>
    expect(
      told(given(agreed('program'), signed('mentor'), agreed('mentor', 2)).when(signed('mentee')).reactions()),
    ).toEqual(['mentor: agreement-signed-by-partner by in-app']));

  it('tells whoever ended it and the other side differently', () =>
    expect(
      told(
        given()
          .when(fact('ended', { by: 'mentee', reasonCode: 'no-time', endedAt: at }))
          .reactions(),
      ),
    ).toEqual([
      'mentor: mentorship-ended by in-app',
      'mentor: mentorship-ended by email',
      'mentee: mentorship-ended-by-you by in-app',
    ]));

  it('makes the same messages of the same fact again, and others of the next', () => {
    const ids = () => commands(given().when(proposed).reactions()).map(({ messageId }) => messageId);
    expect(ids()).toEqual(ids());
    expect(new Set(ids()).size).toBe(4);
  });
});
