import type { CohortId, MatchRunId, MentorshipId, PersonId, ProgramId, Side } from '@telemachy/contracts';
import type { AgreementTerms, MentorshipFact, ScorePart } from '@telemachy/contracts/matching';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';
import { same } from './same.ts';

type DataOf<Type extends MentorshipFact['type']> = Extract<MentorshipFact, { type: Type }>['data'];
type Declined = DataOf<'matching.mentorship-declined.v1'>;
type Ended = DataOf<'matching.mentorship-ended.v1'>;
type Pair = {
  readonly mentorshipId: MentorshipId;
  readonly cohortId: CohortId;
  readonly mentorId: PersonId;
  readonly menteeId: PersonId;
};
/** What both are asked to sign. */
export type Agreement = {
  readonly lengthWeeks: number;
  readonly cadence: string;
  readonly terms: AgreementTerms;
};

export type ProposeMentorship = Pair & {
  readonly type: 'propose-mentorship';
  readonly programId: ProgramId;
  readonly matchRunId: MatchRunId;
  readonly place: number;
  readonly score: number;
  readonly parts: readonly ScorePart[];
  readonly deadlineAt: string;
  readonly agreement: Agreement;
  readonly templateVersion: number;
  readonly at: string;
};
/** `by` is whoever says it: one of the two people. */
export type Accept = { readonly type: 'accept'; readonly by: PersonId; readonly at: string };
export type Decline = {
  readonly type: 'decline';
  readonly by: PersonId;
  readonly reasonCode: Declined['reasonCode'];
  readonly reason: string;
  readonly at: string;
};
export type Expire = { readonly type: 'expire'; readonly at: string };
export type ProposeAgreement = {
  readonly type: 'propose-agreement';
  readonly by: PersonId;
  readonly agreement: Agreement;
  readonly at: string;
};
export type SignAgreement = {
  readonly type: 'sign-agreement';
  readonly by: PersonId;
  readonly agreementVersion: number;
  readonly at: string;
};
export type End = {
  readonly type: 'end';
  readonly by: PersonId | 'coordinator';
  readonly reasonCode: Ended['reasonCode'];
  readonly at: string;
};
export type MentorshipCommand = ProposeMentorship | Accept | Decline | Expire | ProposeAgreement | SignAgreement | End;

/** `mentorship-not-open` answers for a decline, a lapse and an end alike: who declined is not told. */
export type MentorshipRefusal =
  | 'mentorship-not-proposed'
  | 'mentorship-already-proposed'
  | 'mentorship-not-open'
  | 'mentorship-not-active'
  | 'mentorship-active'
  | 'agreement-changed';

export type ProposedMentorship = {
  readonly status: 'proposed' | 'active' | 'declined' | 'expired' | 'ended';
  readonly pair: Pair;
  readonly place: number;
  readonly accepted: readonly Side[];
  readonly declinedBy?: Side;
  readonly agreementVersion: number;
  readonly agreement?: Agreement;
  /** Who signed the newest version. */
  readonly signed: readonly Side[];
};
export type Mentorship = { readonly status: 'none' } | ProposedMentorship;

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
const both = (sides: readonly Side[], by: Side): boolean => sides.some((side) => side !== by);
const activated = ({ pair, agreementVersion }: ProposedMentorship, at: string) =>
  ({ type: 'matching.mentorship-activated.v1', data: { ...pair, agreementVersion, activatedAt: at } }) as const;

const acceptBy = (by: Side, { at }: Accept, state: ProposedMentorship) => {
  if (state.status === 'active') return accept();
  if (state.status !== 'proposed') return refuse('mentorship-not-open');
  if (state.accepted.includes(by)) return accept();
  const accepted = { type: 'matching.mentorship-accepted.v1', data: { ...state.pair, by, acceptedAt: at } } as const;
  const complete = both(state.accepted, by) && state.signed.length === 2;
  return complete ? accept(accepted, activated(state, at)) : accept(accepted);
};

const decline = (by: Side, { reasonCode, reason, at }: Decline, state: ProposedMentorship) => {
  if (state.status === 'declined' && state.declinedBy === by) return accept();
  if (state.status === 'active') return refuse('mentorship-active');
  if (state.status !== 'proposed') return refuse('mentorship-not-open');
  const authorId = by === 'mentor' ? state.pair.mentorId : state.pair.menteeId;
  const data = { ...state.pair, by, authorId, reasonCode, reason, declinedAt: at };
  return accept({ type: 'matching.mentorship-declined.v1', data });
};

const proposeAgreement = (by: Side, { agreement, at }: ProposeAgreement, state: ProposedMentorship) => {
  if (state.status === 'active') return refuse('mentorship-active');
  if (state.status !== 'proposed') return refuse('mentorship-not-open');
  if (same(state.agreement, agreement)) return accept();
  const data = { ...state.pair, agreementVersion: state.agreementVersion + 1, ...agreement, by, proposedAt: at };
  return accept({ type: 'matching.mentorship-agreement-proposed.v1', data });
};

const sign = (by: Side, { agreementVersion, at }: SignAgreement, state: ProposedMentorship) => {
  if (state.status !== 'proposed' && state.status !== 'active') return refuse('mentorship-not-open');
  if (agreementVersion !== state.agreementVersion) return refuse('agreement-changed');
  if (state.signed.includes(by)) return accept();
  const data = { ...state.pair, agreementVersion, by, signedAt: at };
  const signed = { type: 'matching.mentorship-agreement-signed.v1', data } as const;
  const complete = both(state.signed, by) && state.accepted.length === 2;
  return complete ? accept(signed, activated(state, at)) : accept(signed);
};

const end = (by: Ended['by'], { reasonCode, at }: End, state: ProposedMentorship) => {
  if (state.status === 'ended') return accept();
  if (state.status !== 'active') return refuse('mentorship-not-active');
  const { pair } = state;
  const author = by === 'coordinator' ? {} : { authorId: by === 'mentor' ? pair.mentorId : pair.menteeId };
  return accept({ type: 'matching.mentorship-ended.v1', data: { ...pair, by, ...author, reasonCode, endedAt: at } });
};

/** Nobody answers for a mentorship that both have accepted. */
const expire = ({ at }: Expire, state: ProposedMentorship) => {
  if (state.status !== 'proposed' || state.accepted.length === 2) return accept();
  return accept({ type: 'matching.mentorship-expired.v1', data: { ...state.pair, expiredAt: at } });
};

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
    if (command.type !== 'end') return byParty(command, state);
    const by = command.by === 'coordinator' ? ('coordinator' as const) : sideOf(state.pair, command.by);
    return by === undefined ? refuse('mentorship-not-proposed') : end(by, command, state);
  },

  evolve: (state, event) => {
    if (event.type === 'matching.mentorship-proposed.v1') {
      const { mentorshipId, cohortId, mentorId, menteeId, place } = event.data;
      const pair = { mentorshipId, cohortId, mentorId, menteeId };
      return { status: 'proposed', pair, place, accepted: [], agreementVersion: 0, signed: [] };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'matching.mentorship-accepted.v1':
        return { ...state, accepted: [...state.accepted, event.data.by] };
      case 'matching.mentorship-declined.v1':
        return { ...state, status: 'declined', declinedBy: event.data.by };
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
