import type { PersonId, Side } from '@telemachy/contracts';
import type { Where } from '@telemachy/service-shell';
import { z } from 'zod';

export const ShownStatus = z.enum(['proposed', 'active', 'declined', 'expired', 'closed', 'ended']);
export type ShownStatus = z.infer<typeof ShownStatus>;

const over = { $in: ['declined', 'expired'] };

const coordinated = (status: ShownStatus | undefined): Where => {
  if (status === undefined) return {};
  return { status: status === 'closed' ? over : status };
};

/** As one side of a mentorship is told of it (`domain/told.ts`). */
const toldTo = (side: Side, status: ShownStatus | undefined): Where => {
  const notByMe = { [`declined.${side}`]: { $exists: false } };
  const told = { $or: [{ status: 'expired' }, { status: 'declined', ...notByMe, closedAt: { $exists: true } }] };
  const untold = { status: 'declined', ...notByMe, closedAt: { $exists: false } };
  switch (status) {
    case undefined:
      return {};
    case 'declined':
      return { [`declined.${side}`]: { $exists: true } };
    case 'expired':
    case 'closed':
      return told;
    case 'proposed':
      return { $or: [{ status }, untold] };
    case 'active':
    case 'ended':
      return { status };
  }
};

/** A person's own mentorships that this person sees in this status: asking for it must not tell who declined. */
export const shownToParty = (person: PersonId, status: ShownStatus | undefined): Where => ({
  $or: [
    { mentorId: person, ...toldTo('mentor', status) },
    { menteeId: person, ...toldTo('mentee', status) },
  ],
});

/** Mentorships that a coordinator sees in this status; of the coordinator's own as any party does. */
export const shownToCoordinators = (status: ShownStatus | undefined, person: PersonId | undefined): Where => {
  if (person === undefined) return coordinated(status);
  const others = { mentorId: { $ne: person }, menteeId: { $ne: person } };
  return { $or: [{ ...others, ...coordinated(status) }, shownToParty(person, status)] };
};

/** Mentorships in which this person sees the other as a partner. */
export const partnersOf = (person: PersonId, other: PersonId): Where => {
  const seen = (side: Side): Where => ({
    $or: (['proposed', 'active', 'ended'] as const).map((one) => toldTo(side, one)),
  });
  return {
    $or: [
      { mentorId: person, menteeId: other, ...seen('mentor') },
      { mentorId: other, menteeId: person, ...seen('mentee') },
    ],
  };
};
