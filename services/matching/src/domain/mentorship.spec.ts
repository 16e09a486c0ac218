import { describe, expect, it } from '@jest/globals';
import type { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId, Side } from '@telemachy/contracts';
import type { MentorshipFact } from '@telemachy/contracts/matching';
import { mentorship } from './mentorship.ts';
import type { MentorshipCommand, ProposeMentorship } from './mentorship-commands.ts';

const at = '2026-11-02T09:00:00.000Z';
const pair = {
  mentorshipId: 'm' as MentorshipId,
  cohortId: 'c' as CohortId,
  mentorId: 'ana' as PersonId,
  menteeId: 'ben' as PersonId,
};
const terms = { purpose: 'Grow.', scopeIn: '', scopeOut: '', medium: 'video', boundaries: '', confidentiality: '' };
const agreement = { lengthWeeks: 26, cadence: 'every two weeks', terms };
const propose: ProposeMentorship = {
  ...pair,
  type: 'propose-mentorship',
  programId: 'p' as ProgramId,
  matchRunId: 'r' as MatchRunId,
  place: 2,
  score: 60,
  parts: [],
  deadlineAt: at,
  agreement,
  templateVersion: 3,
  at,
};

const person = { mentor: pair.mentorId, mentee: pair.menteeId };
const accept = (by: Side): MentorshipCommand => ({ type: 'accept', by: person[by], at });
const sign = (by: Side, agreementVersion = 1): MentorshipCommand => ({
  type: 'sign-agreement',
  by: person[by],
  agreementVersion,
  at,
});
const decline = (by: Side): MentorshipCommand => ({
  type: 'decline',
  by: person[by],
  reasonCode: 'not-a-fit',
  reason: 'No.',
  at,
});
const expire: MentorshipCommand = { type: 'expire', at };
const offer = (by: Side, cadence: string): MentorshipCommand => ({
  type: 'propose-agreement',
  by: person[by],
  agreement: { ...agreement, cadence },
  at,
});

const after = (...commands: MentorshipCommand[]) =>
  commands.reduce((state, command) => {
    const decision = mentorship.decide(command, state);
    if (!decision.accepted) throw new Error(`${command.type}: ${decision.refusal}`);
    return decision.events.reduce(mentorship.evolve, state);
  }, mentorship.initial);
const when = (command: MentorshipCommand, ...before: MentorshipCommand[]) =>
  mentorship.decide(command, after(...before));
const types = (decision: ReturnType<typeof when>): string[] | string =>
  decision.accepted ? decision.events.map((fact: MentorshipFact) => fact.type.split('.')[1]!) : decision.refusal;

describe('proposing a mentorship', () => {
  it('proposes the agreement of the program with it, as version 1', () => {
    expect(when(propose)).toEqual({
      accepted: true,
      events: [
        expect.objectContaining({
          type: 'matching.mentorship-proposed.v1',
          data: expect.objectContaining({ place: 2, proposedAt: at }),
        }),
        {
          type: 'matching.mentorship-agreement-proposed.v1',
          data: { ...pair, agreementVersion: 1, ...agreement, by: 'program', templateVersion: 3, proposedAt: at },
        },
      ],
    });
  });
});

describe('answering a proposal', () => {
  it('is a fact for each side once', () => {
    expect(types(when(accept('mentor'), propose))).toEqual(['mentorship-accepted']);
    expect(types(when(accept('mentor'), propose, accept('mentor')))).toEqual([]);
  });

  it('may still turn into a decline before the mentorship is active, and the other side is told at once', () => {
    const tookBack = ['mentorship-declined', 'mentorship-closed'];
    expect(types(when(decline('mentor'), propose, accept('mentor'), accept('mentee')))).toEqual(tookBack);
    expect(types(when(decline('mentor'), propose, accept('mentor')))).toEqual(tookBack);
  });

  it('is over for the side that declined, and for the other when it is told', () => {
    expect(types(when(accept('mentor'), propose, decline('mentor')))).toBe('mentorship-not-open');
    for (const command of [accept('mentee'), decline('mentee'), offer('mentee', 'weekly')]) {
      expect(types(when(command, propose, decline('mentor')))).toHaveLength(1);
      expect(types(when(command, propose, decline('mentor'), expire))).toBe('mentorship-not-open');
      expect(types(when(command, propose, expire))).toBe('mentorship-not-open');
    }
  });

  it('by the side that is not told of a decline leads nowhere', () => {
    const unaware = [propose, decline('mentor')];
    expect(types(when(accept('mentee'), ...unaware))).toEqual(['mentorship-accepted']);
    expect(after(...unaware, accept('mentee'))).toMatchObject({ status: 'declined' });
    expect(types(when(sign('mentee'), ...unaware, accept('mentee')))).toBe('partner-not-accepted');
  });

  it('says nothing new when the same side declines again', () => {
    expect(types(when(decline('mentor'), propose, decline('mentor')))).toEqual([]);
  });

  it('lapses only while it waits', () => {
    expect(types(when({ type: 'expire', at }, propose, accept('mentor')))).toEqual(['mentorship-expired']);
    expect(types(when(expire, propose, expire))).toEqual([]);
  });

  it('that was declined is over for the other side at the deadline, once, unless it declined as well', () => {
    expect(types(when(expire, propose, decline('mentor')))).toEqual(['mentorship-closed']);
    expect(types(when(expire, propose, decline('mentor'), expire))).toEqual([]);
    expect(types(when(expire, propose, decline('mentor'), decline('mentee')))).toEqual([]);
  });

  it('that was declined is over for the other side when another proposal takes its place, and for no other reason', () => {
    const replaced = (side: Side): MentorshipCommand => ({ type: 'close', replaced: side, at });
    expect(types(when(replaced('mentee'), propose, decline('mentor')))).toEqual(['mentorship-closed']);
    expect(types(when(replaced('mentor'), propose, decline('mentor')))).toEqual([]);
    for (const before of [[propose], [propose, expire], [propose, decline('mentor'), replaced('mentee')]])
      expect(types(when(replaced('mentee'), ...before))).toEqual([]);
  });
});

describe('signing the agreement', () => {
  const allButOne = [propose, accept('mentor'), accept('mentee'), sign('mentee')];

  it('activates the mentorship with the second signature', () => {
    expect(types(when(sign('mentor'), ...allButOne))).toEqual(['mentorship-agreement-signed', 'mentorship-activated']);
  });

  it('is refused until both have accepted, and says whose yes is missing', () => {
    expect(types(when(sign('mentor'), propose))).toBe('accept-first');
    expect(types(when(sign('mentor'), propose, accept('mentee')))).toBe('accept-first');
    expect(types(when(sign('mentor'), propose, accept('mentor')))).toBe('partner-not-accepted');
    expect(types(when(sign('mentor'), propose, expire))).toBe('mentorship-not-open');
  });

  it('is refused when the agreement changed meanwhile', () => {
    expect(types(when(sign('mentor'), ...allButOne, offer('mentee', 'weekly')))).toBe('agreement-changed');
  });

  it('counts from the start for a newer version', () => {
    const newer = [...allButOne, offer('mentor', 'weekly')];
    expect(types(when(sign('mentor', 2), ...newer))).toEqual(['mentorship-agreement-signed']);
    expect(types(when(sign('mentee', 2), ...newer, sign('mentor', 2)))).toContain('mentorship-activated');
  });

  it('is nothing new when the offer is what already lies on the table', () => {
    expect(types(when(offer('mentor', 'every two weeks'), propose))).toEqual([]);
  });

  it('is over for a mentorship that is active, which is ended and not declined', () => {
    const active = [...allButOne, sign('mentor')];
    expect(types(when(offer('mentor', 'weekly'), ...active))).toBe('mentorship-active');
    expect(types(when(decline('mentor'), ...active))).toBe('mentorship-active');
    expect(types(when({ type: 'end', by: pair.menteeId, reasonCode: 'completed', at }, ...active))).toEqual([
      'mentorship-ended',
    ]);
  });
});

describe('ending', () => {
  it('needs a mentorship that is active', () => {
    expect(types(when({ type: 'end', by: 'coordinator', reasonCode: 'left', at }, propose))).toBe(
      'mentorship-not-active',
    );
  });
});

it("is nobody else's to answer", () => {
  expect(types(when({ type: 'accept', by: 'eve' as PersonId, at }, propose))).toBe('mentorship-not-proposed');
});

it('does not lapse once both have accepted', () => {
  expect(types(when({ type: 'expire', at }, propose, accept('mentor'), accept('mentee')))).toEqual([]);
});

it('knows nothing of a mentorship that was never proposed', () => {
  expect(types(when(accept('mentor')))).toBe('mentorship-not-proposed');
});
