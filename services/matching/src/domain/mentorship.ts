import type { PersonId, Side } from '@telemachy/contracts';
import type { MentorshipFact, ReadableMentorshipFact } from '@telemachy/contracts/matching';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';
import type {
  Accept,
  Close,
  Decline,
  End,
  Ended,
  Expire,
  Mentorship,
  MentorshipCommand,
  MentorshipRefusal,
  Pair,
  ProposeAgreement,
  ProposedMentorship,
  ProposeMentorship,
  SignAgreement,
} from './mentorship-commands.ts';
import { same } from './same.ts';

const propose = (command: ProposeMentorship, state: Mentorship) => {
  const { type: _type, agreement, templateVersion, parts, at, ...proposed } = command;
  const { mentorshipId, cohortId, mentorId, menteeId } = proposed;
  const pair = { mentorshipId, cohortId, mentorId, menteeId };
  if (state.status !== 'none') return same(state.pair, pair) ? accept() : refuse('mentorship-already-proposed');
  const data = { ...proposed, parts: [...parts], proposedAt: at };
  return accept(
    { type: 'matching.mentorship-proposed.v1', data },
    {
      type: 'matching.mentorship-agreement-proposed.v1',
      data: { ...pair, agreementVersion: 1, ...agreement, by: 'program', templateVersion, proposedAt: at },
    },
  );
};

/** Which side somebody is on. */
export const sideOf = (pair: Pick<Pair, 'mentorId' | 'menteeId'>, person: PersonId): Side | undefined => {
  if (pair.mentorId === person) return 'mentor';
  return pair.menteeId === person ? 'mentee' : undefined;
};
export const across = { mentor: 'mentee', mentee: 'mentor' } as const;

/** Whether a side may still answer. Whoever did not decline may until they are told: a no looks like silence (ADR 9). */
const isOpenTo = (side: Side, { status, declinedBy, closed }: ProposedMentorship): boolean =>
  status === 'proposed' || (status === 'declined' && !closed && !declinedBy.includes(side));

const both = (sides: readonly Side[], by: Side): boolean => sides.some((side) => side !== by);
const activated = ({ pair, agreementVersion }: ProposedMentorship, at: string) =>
  ({ type: 'matching.mentorship-activated.v1', data: { ...pair, agreementVersion, activatedAt: at } }) as const;

const acceptBy = (by: Side, { at }: Accept, state: ProposedMentorship) => {
  if (state.status === 'active') return accept();
  if (!isOpenTo(by, state)) return refuse('mentorship-not-open');
  if (state.accepted.includes(by)) return accept();
  return accept({ type: 'matching.mentorship-accepted.v1', data: { ...state.pair, by, acceptedAt: at } });
};

const closed = ({ pair }: ProposedMentorship, at: string) =>
  ({ type: 'matching.mentorship-closed.v1', data: { ...pair, closedAt: at } }) as const;

const decline = (by: Side, { reasonCode, reason, at }: Decline, state: ProposedMentorship) => {
  if (state.declinedBy.includes(by)) return accept();
  if (state.status === 'active') return refuse('mentorship-active');
  if (!isOpenTo(by, state)) return refuse('mentorship-not-open');
  const authorId = by === 'mentor' ? state.pair.mentorId : state.pair.menteeId;
  const data = { ...state.pair, by, authorId, reasonCode, reason, declinedAt: at };
  const declined = { type: 'matching.mentorship-declined.v1', data } as const;
  // The other side has heard a yes: to leave them to it would be a lie, and no silence would explain what follows.
  const tookBack = state.status === 'proposed' && state.accepted.includes(by);
  return tookBack ? accept(declined, closed(state, at)) : accept(declined);
};

const proposeAgreement = (by: Side, { agreement, at }: ProposeAgreement, state: ProposedMentorship) => {
  if (state.status === 'active') return refuse('mentorship-active');
  if (!isOpenTo(by, state)) return refuse('mentorship-not-open');
  if (state.agreement?.terms === undefined)
    throw new Error(`the terms of the mentorship ${state.pair.mentorshipId} were not opened for this command`);
  if (same(state.agreement, agreement)) return accept();
  const data = { ...state.pair, agreementVersion: state.agreementVersion + 1, ...agreement, by, proposedAt: at };
  return accept({ type: 'matching.mentorship-agreement-proposed.v1', data });
};

const sign = (by: Side, { agreementVersion, at }: SignAgreement, state: ProposedMentorship) => {
  if (state.status !== 'active' && !isOpenTo(by, state)) return refuse('mentorship-not-open');
  if (!state.accepted.includes(by)) return refuse('accept-first');
  if (!both(state.accepted, by)) return refuse('partner-not-accepted');
  if (agreementVersion !== state.agreementVersion) return refuse('agreement-changed');
  if (state.signed.includes(by)) return accept();
  const data = { ...state.pair, agreementVersion, by, signedAt: at };
  const signed = { type: 'matching.mentorship-agreement-signed.v1', data } as const;
  const complete = state.status === 'proposed' && both(state.signed, by);
  return complete ? accept(signed, activated(state, at)) : accept(signed);
};

const end = (by: Ended['by'], { reasonCode, at }: End, state: ProposedMentorship) => {
  if (state.status === 'ended') return accept();
  if (state.status !== 'active') return refuse('mentorship-not-active');
  const { pair } = state;
  const author = by === 'coordinator' ? {} : { authorId: by === 'mentor' ? pair.mentorId : pair.menteeId };
  return accept({ type: 'matching.mentorship-ended.v1', data: { ...pair, by, ...author, reasonCode, endedAt: at } });
};

/** The side that an untold decline would have to be told to; `undefined` where there is none. */
const untold = ({ status, declinedBy, closed: told }: ProposedMentorship): Side | undefined => {
  const [by, other] = declinedBy;
  return status === 'declined' && !told && by !== undefined && other === undefined ? across[by] : undefined;
};

/** The time to answer is over. Nobody answers for a mentorship that both have accepted; whoever waits for a side that declined waits no longer. */
const expire = ({ at }: Expire, state: ProposedMentorship) => {
  if (untold(state) !== undefined) return accept(closed(state, at));
  if (state.status !== 'proposed' || state.accepted.length === 2) return accept();
  return accept({ type: 'matching.mentorship-expired.v1', data: { ...state.pair, expiredAt: at } });
};

const close = ({ replaced, at }: Close, state: ProposedMentorship) =>
  untold(state) === replaced ? accept(closed(state, at)) : accept();

const byParty = (command: Accept | Decline | ProposeAgreement | SignAgreement, state: ProposedMentorship) => {
  const by = sideOf(state.pair, command.by);
  if (by === undefined) return refuse('mentorship-not-proposed');
  switch (command.type) {
    case 'accept':
      return acceptBy(by, command, state);
    case 'decline':
      return decline(by, command, state);
    case 'propose-agreement':
      return proposeAgreement(by, command, state);
    case 'sign-agreement':
      return sign(by, command, state);
  }
};

/** The relationship of one mentor and one mentee, with its agreement. */
export const mentorship: Decider<Mentorship, MentorshipCommand, MentorshipFact, MentorshipRefusal> = {
  initial: { status: 'none' },

  decide: (command, state) => {
    if (command.type === 'propose-mentorship') return propose(command, state);
    if (state.status === 'none') return refuse('mentorship-not-proposed');
    if (command.type === 'expire') return expire(command, state);
    if (command.type === 'close') return close(command, state);
    if (command.type !== 'end') return byParty(command, state);
    const by = command.by === 'coordinator' ? ('coordinator' as const) : sideOf(state.pair, command.by);
    return by === undefined ? refuse('mentorship-not-proposed') : end(by, command, state);
  },

  evolve: (state, event: ReadableMentorshipFact) => {
    if (event.type === 'matching.mentorship-proposed.v1') {
      const { mentorshipId, cohortId, mentorId, menteeId, place } = event.data;
      const pair = { mentorshipId, cohortId, mentorId, menteeId };
      return {
        status: 'proposed',
        pair,
        place,
        accepted: [],
        declinedBy: [],
        closed: false,
        agreementVersion: 0,
        signed: [],
      };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'matching.mentorship-accepted.v1':
        return { ...state, accepted: [...state.accepted, event.data.by] };
      case 'matching.mentorship-declined.v1':
        return { ...state, status: 'declined', declinedBy: [...state.declinedBy, event.data.by] };
      case 'matching.mentorship-closed.v1':
        return { ...state, closed: true };
      case 'matching.mentorship-expired.v1':
        return { ...state, status: 'expired' };
      case 'matching.mentorship-agreement-proposed.v1': {
        const { agreementVersion, lengthWeeks, cadence, terms } = event.data;
        return { ...state, agreementVersion, agreement: { lengthWeeks, cadence, terms }, signed: [] };
      }
      case 'matching.mentorship-agreement-signed.v1':
        return { ...state, signed: [...state.signed, event.data.by] };
      case 'matching.mentorship-activated.v1':
        return { ...state, status: 'active' };
      case 'matching.mentorship-ended.v1':
        return { ...state, status: 'ended' };
    }
  },
};
