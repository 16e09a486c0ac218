import type { PersonId } from '@telemachy/contracts';
import type { Where } from '@telemachy/service-shell';
import { z } from 'zod';

export const ShownStatus = z.enum(['proposed', 'active', 'declined', 'expired', 'closed', 'ended']);
export type ShownStatus = z.infer<typeof ShownStatus>;

const over = { $in: ['declined', 'expired'] };

/** Mentorships that a coordinator sees in this status. */
export const shownToCoordinators = (status: ShownStatus | undefined): Where => {
  if (status === undefined) return {};
  return { status: status === 'closed' ? over : status };
};

/** A person's own mentorships that this person sees in this status: asking for it must not tell who declined. */
export const shownToParty = (person: PersonId, status: ShownStatus | undefined): Where => {
  const mine = { $or: [{ mentorId: person }, { menteeId: person }] };
  const declinedByMe = {
    $or: [
      { mentorId: person, 'declined.by': 'mentor' },
      { menteeId: person, 'declined.by': 'mentee' },
    ],
  };
  switch (status) {
    case undefined:
      return mine;
    case 'declined':
      return declinedByMe;
    case 'expired':
    case 'closed':
      return { $and: [mine, { status: over }, { $nor: [declinedByMe] }] };
    case 'proposed':
    case 'active':
    case 'ended':
      return { ...mine, status };
  }
};
