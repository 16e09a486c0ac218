import type { Process, Recorded } from '@telemachy/kernel';
import type { Side } from '@telemachy/contracts';
import type { MentorshipFact } from '@telemachy/contracts/matching';
import type { ConsiderMessage } from '../../domain/message.ts';
import { across, consider, sides } from '../../domain/notice.ts';
import type { MessageIdOf, Notice } from '../../domain/notice.ts';

type State = {
  readonly deadlineAt?: string;
  readonly accepted: readonly Side[];
  readonly declined: readonly Side[];
  /** The agreement's newest version. */
  readonly agreementVersion?: number;
  /** Who signed the agreement's newest version. */
  readonly signed: readonly Side[];
};

const bothSides = ['mentor', 'mentee'] as const;
type Told = { readonly side: Side; readonly template: Notice['template']; readonly about?: Notice['about'] };

const toSign = (asked: readonly Side[], agreementVersion: number): readonly Told[] =>
  asked.map((side) => ({ side, template: 'agreement-to-sign', about: { agreementVersion } }));

/** Nobody is asked to sign before both have accepted. */
const accepted = (by: Side, { accepted: before, deadlineAt, agreementVersion }: State): readonly Told[] => {
  const other = across[by];
  if (before.includes(other)) {
    const agreed = bothSides.map((side): Told => ({ side, template: 'match-accepted-by-both' }));
    return agreementVersion === undefined ? agreed : [...agreed, ...toSign(bothSides, agreementVersion)];
  }
  const about = deadlineAt === undefined ? {} : { deadlineAt };
  return [{ side: other, template: 'match-accepted-by-partner', about }];
};

type Offered = Extract<MentorshipFact, { type: 'matching.mentorship-agreement-proposed.v1' }>['data'];
const offered = ({ by, agreementVersion }: Offered, { accepted: yes }: State): readonly Told[] => {
  if (yes.length < bothSides.length) return [];
  return toSign(by === 'program' ? bothSides : [across[by]], agreementVersion);
};

const signed = (by: Side, { signed: before }: State): readonly Told[] =>
  before.includes(across[by]) ? [] : [{ side: across[by], template: 'agreement-signed-by-partner' }];

const ended = (by: Side | 'coordinator'): readonly Told[] =>
  bothSides.map((side) => ({ side, template: side === by ? 'mentorship-ended-by-you' : 'mentorship-ended' }));

/**
 * Who is told what. A decline is confirmed to whoever declined and never named to the other side, which hears of its end as of a lapse. What the other
 * side still says in between is for nobody.
 */
const told = (event: MentorshipFact, state: State): readonly Told[] =>
  toldOfAll(event, state).filter(({ side }) => !state.declined.includes(side));

const toldOfAll = (event: MentorshipFact, state: State): readonly Told[] => {
  switch (event.type) {
    case 'matching.mentorship-proposed.v1':
      return bothSides.map((side) => ({
        side,
        template: 'match-proposed',
        about: { deadlineAt: event.data.deadlineAt },
      }));
    case 'matching.mentorship-accepted.v1':
      return state.accepted.includes(event.data.by) ? [] : accepted(event.data.by, state);
    case 'matching.mentorship-declined.v1':
      return [{ side: event.data.by, template: 'match-declined-by-you' }];
    case 'matching.mentorship-closed.v1':
    case 'matching.mentorship-expired.v1':
      return bothSides.map((side) => ({ side, template: 'match-lapsed' }));
    case 'matching.mentorship-agreement-proposed.v1':
      return offered(event.data, state);
    case 'matching.mentorship-agreement-signed.v1':
      return signed(event.data.by, state);
    case 'matching.mentorship-activated.v1':
      return bothSides.map((side) => ({ side, template: 'mentorship-active' }));
    case 'matching.mentorship-ended.v1':
      return ended(event.data.by);
  }
};

const noticesOf = (event: MentorshipFact, state: State): readonly Notice[] => {
  const { mentorshipId } = event.data;
  const people = sides(event.data);
  return told(event, state).map(({ side, template, about }) => {
    const worth = template.startsWith('match-') ? about?.['deadlineAt'] : undefined;
    return {
      recipientId: people[side].id,
      template,
      about: { mentorshipId, ...people[side].partner, ...about },
      ...(typeof worth === 'string' ? { worthlessAfterAt: worth } : {}),
    };
  });
};

/** The two people hear what happens to their mentorship: proposed, answered, agreement to sign, active, ended. */
export const tellOfMatches = (messageIdOf: MessageIdOf): Process<State, MentorshipFact, ConsiderMessage> => ({
  name: 'tell-of-matches',
  version: 2,
  hears: [
    'matching.mentorship-proposed.v1',
    'matching.mentorship-accepted.v1',
    'matching.mentorship-declined.v1',
    'matching.mentorship-closed.v1',
    'matching.mentorship-expired.v1',
    'matching.mentorship-agreement-proposed.v1',
    'matching.mentorship-agreement-signed.v1',
    'matching.mentorship-activated.v1',
    'matching.mentorship-ended.v1',
  ],
  correlate: ({ event }) => event.data.mentorshipId,
  initial: { accepted: [], declined: [], signed: [] },
  react: (fact: Recorded<MentorshipFact>, state) => consider(messageIdOf, fact, noticesOf(fact.event, state)),
  evolve: (state, { event }) => {
    switch (event.type) {
      case 'matching.mentorship-proposed.v1':
        return { ...state, deadlineAt: event.data.deadlineAt };
      case 'matching.mentorship-accepted.v1':
        return { ...state, accepted: [...new Set([...state.accepted, event.data.by])] };
      case 'matching.mentorship-agreement-proposed.v1':
        return { ...state, agreementVersion: event.data.agreementVersion, signed: [] };
      case 'matching.mentorship-agreement-signed.v1':
        return { ...state, signed: [...new Set([...state.signed, event.data.by])] };
      case 'matching.mentorship-declined.v1':
        return { ...state, declined: [...state.declined, event.data.by] };
      case 'matching.mentorship-closed.v1':
      case 'matching.mentorship-expired.v1':
      case 'matching.mentorship-activated.v1':
      case 'matching.mentorship-ended.v1':
        return state;
    }
  },
});
