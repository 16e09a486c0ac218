import type { Side } from '@telemachy/contracts';
import type { ProposedMentorship } from './mentorship-commands.ts';

export type Told = Pick<ProposedMentorship, 'status' | 'declinedBy' | 'closed'>;
export type ToldStatus = 'proposed' | 'active' | 'declined' | 'closed' | 'ended';

/** A mentorship's status as one side is told of it: that the other side declined is not. `declined`: by this side. `closed`: it will not be. */
export const toldStatus = ({ status, declinedBy, closed }: Told, side: Side): ToldStatus => {
  switch (status) {
    case 'declined':
      if (declinedBy.includes(side)) return 'declined';
      return closed ? 'closed' : 'proposed';
    case 'expired':
      return 'closed';
    case 'proposed':
    case 'active':
    case 'ended':
      return status;
  }
};

/**
 * How many of a mentorship's facts one side is never told of, so that the versions it sees leave them out: a decline of the other side, and, where it
 * declined itself, when the other side was told.
 */
export const untoldFacts = ({ declinedBy, closed }: Told, side: Side): number =>
  declinedBy.filter((by) => by !== side).length + (closed && declinedBy.includes(side) ? 1 : 0);
