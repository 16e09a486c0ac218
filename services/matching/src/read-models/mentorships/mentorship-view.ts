import {
  CohortId,
  Instant,
  MatchRunId,
  MentorshipId,
  NotOpen,
  type Opened,
  type PersonId,
  ProgramId,
  Side,
} from '@telemachy/contracts';
import { AgreementTerms, ScorePart } from '@telemachy/contracts/matching';
import { sidesOf, type Access, type Words } from '@telemachy/service-shell';
import { z } from 'zod';
import { toldStatus, untoldFacts, type Told } from '../../domain/told.ts';
import { NamedPerson } from '../named.ts';
import type { MentorshipDocument } from './mentorships.projection.ts';

const at = z.object({ mentor: Instant.optional(), mentee: Instant.optional() });
const Outline = {
  mentorshipId: MentorshipId,
  cohortId: CohortId,
  programId: ProgramId,
  matchRunId: MatchRunId,
  version: z.int(),
  mentor: NamedPerson,
  mentee: NamedPerson,
  score: z.int().nonnegative().describe('The sum of the reasons; points of sensitive wishes are in neither'),
  reasons: z.array(ScorePart).describe('Why these two; sensitive criteria are left out'),
  deadlineAt: Instant,
  proposedAt: Instant,
  accepted: at,
  activatedAt: Instant.optional(),
};
const Agreement = {
  version: z.int().positive(),
  lengthWeeks: z.int(),
  cadence: z.string(),
  by: z.enum(['mentor', 'mentee', 'program']),
  proposedAt: Instant,
  signed: at.describe('Signatures of this version'),
};

const words = NotOpen.optional().describe('Why words are not there that somebody said: for ever, or for now');
const Declined = z.object({ by: Side, reasonCode: z.string(), declinedAt: Instant });

const MentorshipForCoordinators = z
  .object({
    ...Outline,
    status: z.enum(['proposed', 'active', 'declined', 'expired', 'ended']),
    agreement: z.object(Agreement).optional(),
    declined: Declined.optional(),
    declinedAsWell: Declined.optional().describe('The other side declined too, not knowing'),
    closedAt: Instant.optional().describe(
      'After a decline: when the other side was told. Until then they see a proposal',
    ),
    ended: z
      .object({ by: z.enum(['mentor', 'mentee', 'coordinator']), reasonCode: z.string(), endedAt: Instant })
      .optional(),
  })
  .meta({ id: 'MentorshipForCoordinators' });
const MentorshipForParties = z
  .object({
    ...Outline,
    role: Side.describe('The reader’s own side'),
    partner: NamedPerson,
    status: z
      .enum(['proposed', 'active', 'declined', 'closed', 'ended'])
      .describe('`declined`: by the reader. `closed`: it will not be; why is not told'),
    agreement: z.object({ ...Agreement, terms: AgreementTerms.optional(), words }).optional(),
    declined: z
      .object({ reasonCode: z.string(), reason: z.string().default(''), declinedAt: Instant, words })
      .optional(),
    ended: z.object({ by: z.enum(['mentor', 'mentee', 'coordinator']), endedAt: Instant }).optional(),
  })
  .meta({ id: 'Mentorship' });
export const MentorshipView = z.union([MentorshipForParties, MentorshipForCoordinators]);
export type MentorshipView = z.infer<typeof MentorshipView>;
type People = Readonly<Record<Side, NamedPerson>>;
/** With the words that its reader may read, as `wordsFor` opened them. */
export type OpenedMentorship = Opened<MentorshipDocument>;

/** Mentorships with the words of those in which the caller is one of the two. */
export const wordsFor = (
  opener: Pick<Words, 'openFor'>,
  access: Pick<Access, 'caller' | 'person' | 'operation'>,
  found: readonly MentorshipDocument[],
): Promise<readonly OpenedMentorship[]> => {
  const own = found.filter((one) => sidesOf(one, access.person).length > 0);
  return opener.openFor(
    access,
    own.map(({ mentorshipId }) => mentorshipId),
    found,
  );
};

const toldOf = ({ status, declined = {}, closedAt }: OpenedMentorship): Told => ({
  status,
  declinedBy: Side.options.filter((side) => declined[side] !== undefined),
  closed: closedAt !== undefined,
});

const declinesOf = ({ declined = {} }: OpenedMentorship) =>
  Side.options
    .flatMap((by) => (declined[by] === undefined ? [] : [{ by, ...declined[by] }]))
    .sort((one, other) => Date.parse(one.declinedAt) - Date.parse(other.declinedAt));

const forCoordinators = (mentorship: OpenedMentorship, people: People): MentorshipView => {
  const [declined, declinedAsWell] = declinesOf(mentorship);
  const { parts: reasons } = mentorship;
  return MentorshipForCoordinators.parse({ ...mentorship, ...people, reasons, declined, declinedAsWell });
};

const forParty = (mentorship: OpenedMentorship, role: Side, people: People): MentorshipView => {
  const { parts: reasons, declined, version, ...rest } = mentorship;
  const told = toldOf(mentorship);
  return MentorshipForParties.parse({
    ...rest,
    ...people,
    reasons,
    role,
    partner: people[role === 'mentor' ? 'mentee' : 'mentor'],
    version: version - untoldFacts(told, role),
    status: toldStatus(told, role),
    declined: declined?.[role],
  });
};

/**
 * What its reader may see of a mentorship.
 *
 * A decline shows to the other side as silence: `proposed` in every list and answer, under the same version, until another proposal takes their place
 * or the time to answer is over, and then `closed` as after a lapse. What they can tell all the same stands in ADR 9: that a proposal which is replaced
 * early was ended by somebody, and that a yes which was given to them was taken back.
 * @param sides the reader's own; none for a coordinator
 */
export const viewOf = (
  mentorship: OpenedMentorship,
  sides: readonly Side[],
  named: (id: PersonId) => NamedPerson,
): MentorshipView => {
  const people = { mentor: named(mentorship.mentorId), mentee: named(mentorship.menteeId) };
  const [role] = sides;
  return role === undefined ? forCoordinators(mentorship, people) : forParty(mentorship, role, people);
};
